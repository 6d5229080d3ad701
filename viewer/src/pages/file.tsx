import type { FlamegraphReport } from '@perf/profile/api.js';
import { defaultType } from '@perf/profile/default-type.js';
import { printSteps } from '@perf/profile/transforms/steps.js';
import { useEffect } from 'preact/hooks';
import { flamegraphPath } from '../api.js';
import { type FileRoute, fileRoute } from '../files/file-url.js';
import { markUnreadable } from '../files/opened.js';
import { ALWAYS, type FileReport, filePath } from '../files/questions.js';
import { fileSource } from '../files/source.js';
import { navigate } from '../history.js';
import { isolated } from '../names.js';
import { FileEvidence, fileText } from '../parts/file-evidence.js';
import { Filters } from '../parts/filters.js';
import { Formats } from '../parts/formats.js';
import { OpenButton } from '../parts/open-button.js';
import { Panels } from '../parts/panels.js';
import { Empty, Failure, Loading, Missing } from '../parts/states.js';
import { TypePicker } from '../parts/type-picker.js';
import { useApi } from '../use-api.js';

/** What is hot in one file. */
export function FilePage({ route }: { readonly route: FileRoute }) {
  const file = useApi<FileReport>(filePath(route.name));
  useEffect(() => {
    if (file.problem) markUnreadable(route.name);
  }, [file.problem, route.name]);
  if (file.problem) {
    return (
      <Failure problem={file.problem}>
        <Formats />
        <OpenButton label="Open another file" route={fileRoute('')} />
      </Failure>
    );
  }
  if (!file.data) return <Loading what={isolated(route.name)} />;
  return <ReadFile route={route} file={file.data} />;
}

interface ReadFileProps {
  readonly route: FileRoute;
  readonly file: FileReport;
}

function ReadFile({ route, file }: ReadFileProps) {
  const selector = { ...route.selector, type: route.selector.type || defaultType(file.sampleTypes) };
  const whole = useApi<FlamegraphReport>(flamegraphPath(selector, ALWAYS, '', printSteps(route.steps)));
  const go = (change: Partial<FileRoute>, how?: 'replace') => navigate({ ...route, ...change }, how);
  const report = whole.data;
  const empty = report !== null && report.total === 0 && report.hidden === 0 && !whole.stale;
  return (
    <div class="file">
      <div class="toolbar">
        <TypePicker
          types={file.sampleTypes}
          type={selector.type}
          onChange={(type) => go({ selector: { ...selector, type }, focus: '' })}
        />
        {file.labelled && (
          <Filters selector={selector} when={ALWAYS} onChange={(changed) => go({ selector: changed })} />
        )}
        <span class="spring" />
        <OpenButton label="Compare with…" route={route} />
        <OpenButton label="Open another" route={fileRoute('')} />
      </div>
      {!report && <Missing what="the flame graph" answer={whole} />}
      {empty && (
        <Empty title={`No ${samplesText(selector.type)} in ${isolated(file.name)}`}>
          <p>{file.sampleTypes.length > 1 ? 'Choose another sample type above.' : 'The file holds none.'}</p>
          {selector.matchers.length > 1 && (
            <button
              type="button"
              onClick={() => go({ selector: { ...selector, matchers: selector.matchers.slice(0, 1) } })}
            >
              Remove the filters
            </button>
          )}
        </Empty>
      )}
      {report && !empty && (
        <div class={whole.stale ? 'stale' : ''} aria-busy={whole.stale}>
          <FileEvidence file={file} report={report} />
          <Panels
            view={route}
            whole={report}
            selector={selector}
            when={ALWAYS}
            go={go}
            exports={fileSource(route, selector, [fileText(file)])}
          />
        </div>
      )}
    </div>
  );
}

/** `wall samples`, and not twice what a sample type says already. */
function samplesText(type: string): string {
  return type.startsWith('sample') ? 'samples' : `${type} samples`;
}
