import type { HotPath, HotPathsReport } from '@perf/profile/api.js';
import { isBoundary } from '@perf/profile/transforms/boundary.js';
import { formatShare, formatValue } from '@perf/profile/units.js';
import { isolated } from '../names.js';
import type { FunctionKey } from '../url.js';
import { rowHandlers, useActing } from './acting.js';
import { Name } from './name.js';
import { placeText } from './place.js';
import { Sparkline } from './sparkline.js';

interface HotPathsProps {
  readonly report: HotPathsReport;
  /** Zoom into the path's last frame. */
  readonly onFocus: (id: string) => void;
  readonly onChoose: (fn: FunctionKey) => void;
  /** The function's own page, where it has one. */
  readonly hrefOf?: ((fn: FunctionKey) => string) | undefined;
}

/** The heaviest functions, each with the path on which most of it was spent. */
export function HotPaths({ report, ...rest }: HotPathsProps) {
  return (
    <ol class="hot-paths">
      {report.paths.map((path) => (
        <HotPathItem key={path.id} path={path} unit={report.unit} {...rest} />
      ))}
    </ol>
  );
}

interface HotPathItemProps extends Omit<HotPathsProps, 'report'> {
  readonly path: HotPath;
  readonly unit: string;
}

function HotPathItem({ path, unit, onFocus, onChoose, hrefOf }: HotPathItemProps) {
  const acting = useActing();
  const last = path.frames.at(-1);
  if (!last) return null;
  const above = path.frames.slice(0, -1).map((frame) => frame.name);
  return (
    <li {...rowHandlers(acting, { fn: last, id: path.id, isAbove: false })}>
      <span class="bar" style={{ width: `${Math.min(100, path.share * 100)}%` }} />
      <div class="hot-head">
        <button type="button" class="link name" title={placeText(last)} onClick={() => onFocus(path.id)}>
          <Name text={last.name} />
        </button>
        <Sparkline values={path.trend} />
        <strong>{formatShare(path.share)}</strong>
      </div>
      <div class="hot-path">
        <span class="path" title={[...above, last.name].map(isolated).join(' › ')}>
          {nearest(above)}
        </span>
        <button
          type="button"
          class="link quiet-link"
          title={`${formatValue(path.self, unit)} itself, ${formatShare(path.pathShare)} of it on this path`}
          onClick={() => onChoose({ name: last.name, file: last.file })}
        >
          callers
        </button>
        {hrefOf && !isBoundary(last) && (
          <a class="history-link" href={hrefOf(last)} aria-label={`History of ${isolated(last.name)}`}>
            history
          </a>
        )}
      </div>
    </li>
  );
}

/** The callers nearest to the function say most about it: `… › handle › render`. */
function nearest(above: readonly string[]): string {
  if (above.length === 0) return 'at the root';
  const last = above.slice(-4);
  return `${above.length > last.length ? '… › ' : ''}${last.map(isolated).join(' › ')}`;
}
