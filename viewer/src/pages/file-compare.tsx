import type { DiffReport, Norm } from '@perf/profile/api.js';
import { defaultType } from '@perf/profile/default-type.js';
import { isInstant } from '@perf/profile/temporality.js';
import { printSteps } from '@perf/profile/transforms/steps.js';
import type { SampleType } from '@perf/profile/types.js';
import { useEffect } from 'preact/hooks';
import { type DiffQuestion, diffPath } from '../api.js';
import type { ExportSource } from '../export/source.js';
import { type FileCompareRoute, fileRoute } from '../files/file-url.js';
import { markUnreadable } from '../files/opened.js';
import { ALWAYS, type FileReport, filePath } from '../files/questions.js';
import { fileCompareSource } from '../files/source.js';
import { navigate } from '../history.js';
import { ChangePanels } from '../parts/change-panels.js';
import { FileSide } from '../parts/file-side.js';
import { Formats } from '../parts/formats.js';
import { Name } from '../parts/name.js';
import { NormPicker } from '../parts/norm-picker.js';
import { OpenButton } from '../parts/open-button.js';
import { Empty, Failure, Loading, Missing } from '../parts/states.js';
import { TypePicker } from '../parts/type-picker.js';
import { labelOf, type Selector } from '../selector.js';
import { tableView } from '../steps.js';
import { useApi } from '../use-api.js';

type Go = (change: Partial<FileCompareRoute>, how?: 'replace') => void;

/** What changed between two files. */
export function FileComparePage({ route }: { readonly route: FileCompareRoute }) {
  const before = useFile(route.base);
  const after = useFile(route.comparison);
  const problem = before.problem ?? after.problem;
  if (problem) {
    return (
      <Failure problem={problem}>
        <Formats />
        <OpenButton label="Open another file" route={fileRoute('')} />
      </Failure>
    );
  }
  if (!before.data || !after.data) return <Loading what="both files" />;
  const types = commonTypes(before.data, after.data);
  if (types.length === 0) return <NothingInCommon files={[before.data, after.data]} />;
  return <ReadFiles route={route} files={[before.data, after.data]} types={types} />;
}

function useFile(selector: Selector) {
  const name = labelOf(selector, 'service');
  const answer = useApi<FileReport>(filePath(name));
  useEffect(() => {
    if (answer.problem) markUnreadable(name);
  }, [answer.problem, name]);
  return answer;
}

interface ReadFilesProps {
  readonly route: FileCompareRoute;
  /** Before and after. */
  readonly files: readonly [FileReport, FileReport];
  readonly types: readonly SampleType[];
}

function ReadFiles({ route, files, types }: ReadFilesProps) {
  const type = route.comparison.type || route.base.type || defaultType(types);
  const base = { ...route.base, type };
  const comparison = { ...route.comparison, type };
  const norms = normsOf(type, files);
  const norm = norms.find((one) => one === route.norm) ?? (norms[0] as Norm);
  const question = { base, comparison, baseWhen: ALWAYS, when: ALWAYS, norm, view: printSteps(route.steps) };
  const whole = useApi<DiffReport>(diffPath({ ...question, focus: '' }));
  const go: Go = (change, how) => navigate({ ...route, ...change }, how);
  return (
    <div class="compare">
      <div class="toolbar">
        <TypePicker
          types={types}
          type={type}
          onChange={(chosen) =>
            go({ base: { ...base, type: chosen }, comparison: { ...comparison, type: chosen }, focus: '', norm: '' })
          }
        />
        <NormPicker norm={norm} norms={norms} requests={false} onChange={(chosen) => go({ norm: chosen })} />
        <span class="spring" />
        <OpenButton label="Compare with another" route={route} />
        <button type="button" onClick={() => go({ base: comparison, comparison: base, focus: '' })}>
          Swap sides
        </button>
      </div>
      <div class="sides">
        <FileSide title="Before" file={files[0]} side={whole.data?.base ?? null} unit={whole.data?.unit ?? ''} />
        <FileSide title="After" file={files[1]} side={whole.data?.comparison ?? null} unit={whole.data?.unit ?? ''} />
      </div>
      {!whole.data && <Missing what="the comparison" answer={whole} />}
      {whole.data && (
        <div class={whole.stale ? 'stale' : ''} aria-busy={whole.stale}>
          <Result
            route={route}
            whole={whole.data}
            question={question}
            go={go}
            exports={fileCompareSource(base, comparison, whole.data, tableView(route.steps))}
          />
        </div>
      )}
    </div>
  );
}

interface ResultProps {
  readonly route: FileCompareRoute;
  readonly whole: DiffReport;
  readonly question: Omit<DiffQuestion, 'focus' | 'search'>;
  readonly go: Go;
  readonly exports: ExportSource;
}

function Result({ route, whole, question, go, exports }: ResultProps) {
  const [before, after] = [whole.base, whole.comparison].map((side) => side.total === 0 && side.hidden === 0);
  if (before || after) {
    return (
      <Empty title={`Nothing of ${whole.type} in ${before ? 'the file before' : 'the file after'}`}>
        <p>Choose another sample type above: nothing can be compared with nothing.</p>
      </Empty>
    );
  }
  return <ChangePanels source="file" view={route} whole={whole} question={question} go={go} exports={exports} />;
}

function NothingInCommon({ files }: { readonly files: readonly FileReport[] }) {
  return (
    <Empty title="These files have no sample type in common">
      {files.map(({ name, sampleTypes }) => (
        <p key={name}>
          <Name text={name} /> has {sampleTypes.map(({ type, unit }) => `${type} (${unit})`).join(', ')}.
        </p>
      ))}
      <OpenButton label="Open other files" route={fileRoute('')} />
    </Empty>
  );
}

function commonTypes(before: FileReport, after: FileReport): SampleType[] {
  return after.sampleTypes.filter(({ type, unit }) =>
    before.sampleTypes.some((other) => other.type === type && other.unit === unit),
  );
}

/** Shares first: two recordings are seldom of the same length. What is held at a moment is compared as it is. */
function normsOf(type: string, files: readonly FileReport[]): Norm[] {
  if (isInstant(type)) return ['absolute', 'share'];
  return files.every(({ seconds }) => seconds !== null) ? ['perSecond', 'share', 'absolute'] : ['share', 'absolute'];
}
