import type { Side } from '@perf/profile/api.js';
import { hiddenText } from '@perf/profile/markdown/evidence.js';
import { formatValue } from '@perf/profile/units.js';
import type { FileReport } from '../files/questions.js';
import { isolated } from '../names.js';
import { fileText } from './file-evidence.js';
import { Name } from './name.js';

interface FileSideProps {
  readonly title: 'Before' | 'After';
  readonly file: FileReport;
  /** Null until the answer is there. */
  readonly side: Side | null;
  readonly unit: string;
}

/** One side of a comparison of files. */
export function FileSide({ title, file, side, unit }: FileSideProps) {
  return (
    <section class="panel side" aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
        <span class="file-name" title={isolated(file.name)}>
          <Name text={file.name} />
        </span>
      </div>
      <p class="evidence">
        {side && <strong>{formatValue(side.total, unit)}</strong>}
        {side && ' · '}
        {fileText(file)}
        {side && hiddenText(side, unit)}
      </p>
    </section>
  );
}
