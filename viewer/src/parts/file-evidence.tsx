import type { FlamegraphReport } from '@perf/profile/api.js';
import { hiddenText } from '@perf/profile/markdown/evidence.js';
import { formatSeconds, formatValue, plural } from '@perf/profile/units.js';
import type { FileReport } from '../files/questions.js';
import { truncationText } from './evidence.js';

const FORMATS: Readonly<Record<FileReport['format'], string>> = {
  pprof: 'pprof',
  folded: 'folded stacks',
  'perf-script': 'perf script',
  speedscope: 'speedscope',
  cpuprofile: 'V8 CPU profile',
  heapprofile: 'V8 heap profile',
};

/** What a file is and holds: `pprof, 48 KiB · 930 stacks · 1 min covered`. */
export function fileText({ format, bytes, stacks, seconds }: FileReport): string {
  const parts = [`${FORMATS[format]}, ${formatValue(bytes, 'bytes')}`, plural(stacks, 'stack')];
  if (seconds !== null) parts.push(`${formatSeconds(seconds)} covered`);
  return parts.join(' · ');
}

export function FileEvidence({ file, report }: { readonly file: FileReport; readonly report: FlamegraphReport }) {
  return (
    <p class="evidence">
      <strong>{formatValue(report.total, report.unit)}</strong> · {fileText(file)} · {truncationText(report)}
      {hiddenText(report, report.unit)}
    </p>
  );
}
