export interface Place {
  readonly file: string;
  readonly package: string;
  readonly line?: number;
}

/** `express · lib/router.js:12`: where a function is, empty if nothing is known. */
export function placeText({ file, package: packageName, line }: Place): string {
  const place = file && line ? `${file}:${line}` : file;
  return [packageName, place].filter((part) => part !== '').join(' · ');
}
