import type { ProfileFormat } from './source.js';

const ENDINGS: Readonly<Record<ProfileFormat, string>> = {
  pprof: 'pb.gz',
  folded: 'folded',
  speedscope: 'speedscope.json',
};

/** Has the browser save a file under this name. */
export function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has it once the click is over; a later moment is as good, and safe everywhere.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function profileName(title: string, side: string, format: ProfileFormat): string {
  return fileName(side === '' ? title : `${title} ${side}`, ENDINGS[format]);
}

/** `shop: cpu` with `svg` is `shop-cpu.svg`: nothing that any system refuses in a name. */
export function fileName(title: string, ending: string): string {
  const stem = title.replace(/[^\p{L}\p{N}._]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '');
  return `${Array.from(stem).slice(0, 80).join('').toLowerCase() || 'perf'}.${ending}`;
}
