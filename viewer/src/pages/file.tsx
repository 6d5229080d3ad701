import type { FlamegraphReport, HotPathsReport, TopReport } from '@perf/profile/api.js';
import { useEffect } from 'preact/hooks';
import { flamegraphPath, hotPathsPath, topPath } from '../api.js';
import { type FileRoute, fileRoute } from '../files/file-url.js';
import { markUnreadable } from '../files/opened.js';
import { ALWAYS, type FileReport, filePath } from '../files/questions.js';
import { navigate } from '../history.js';
import { FileEvidence } from '../parts/file-evidence.js';
import { Filters } from '../parts/filters.js';
import { FlamePanel } from '../parts/flame-panel.js';
import { Formats } from '../parts/formats.js';
import { FunctionTable } from '../parts/function-table.js';
import { HotPaths } from '../parts/hot-paths.js';
import { OpenButton } from '../parts/open-button.js';
import { Sandwich } from '../parts/sandwich.js';
import { Empty, Failure, Loading } from '../parts/states.js';
import { defaultType, TypePicker } from '../parts/type-picker.js';
import type { Selector } from '../selector.js';
import type { FunctionKey } from '../url.js';
import { useApi } from '../use-api.js';

const TOP_ROWS = 500;

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
  if (!file.data) return <Loading what={route.name} />;
  return <ReadFile route={route} file={file.data} />;
}

interface ReadFileProps {
  readonly route: FileRoute;
  readonly file: FileReport;
}

function ReadFile({ route, file }: ReadFileProps) {
  const selector = { ...route.selector, type: route.selector.type || defaultType(file.sampleTypes) };
  const whole = useApi<FlamegraphReport>(flamegraphPath(selector, ALWAYS, ''));
  const go = (change: Partial<FileRoute>, how?: 'replace') => navigate({ ...route, ...change }, how);
  const report = whole.data;
  const empty = report !== null && report.total === 0 && !whole.loading;
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
      {whole.problem && <Failure problem={whole.problem} retry={whole.retry} />}
      {!report && whole.loading && <Loading what="the flame graph" />}
      {empty && (
        <Empty title={`No ${selector.type} samples in ${file.name}`}>
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
        <div class={whole.loading ? 'stale' : ''} aria-busy={whole.loading}>
          <FileEvidence file={file} report={report} />
          <Panels route={route} whole={report} selector={selector} go={go} />
        </div>
      )}
    </div>
  );
}

interface PanelsProps {
  readonly route: FileRoute;
  readonly whole: FlamegraphReport;
  readonly selector: Selector;
  readonly go: (change: Partial<FileRoute>, how?: 'replace') => void;
}

function Panels({ route, whole, selector, go }: PanelsProps) {
  const top = useApi<TopReport>(topPath(selector, ALWAYS, TOP_ROWS));
  const hot = useApi<HotPathsReport>(hotPathsPath(selector, ALWAYS));
  const choose = (fn: FunctionKey | null) => go({ fn });
  return (
    <div class="panels">
      <FlamePanel
        whole={whole}
        selector={selector}
        when={ALWAYS}
        focus={route.focus}
        search={route.search}
        onFocus={(focus) => go({ focus })}
        onSearch={(search) => go({ search }, 'replace')}
        onChoose={choose}
      />
      <section class="panel" aria-label="Hot paths">
        <div class="panel-head">
          <h2>Hot paths</h2>
        </div>
        {hot.problem && <Failure problem={hot.problem} retry={hot.retry} />}
        {hot.data && <HotPaths report={hot.data} onFocus={(focus) => go({ focus })} onChoose={choose} />}
      </section>
      <section class={route.fn ? 'panel' : 'panel wide'} aria-label="Functions">
        <div class="panel-head">
          <h2>Functions</h2>
        </div>
        {top.problem && <Failure problem={top.problem} retry={top.retry} />}
        {top.data && (
          <FunctionTable
            report={top.data}
            search={route.search}
            sort={route.sort}
            chosen={route.fn}
            onSort={(sort) => go({ sort }, 'replace')}
            onChoose={choose}
          />
        )}
      </section>
      {route.fn && (
        <Sandwich fn={route.fn} selector={selector} when={ALWAYS} onChoose={choose} onClose={() => go({ fn: null })} />
      )}
    </div>
  );
}
