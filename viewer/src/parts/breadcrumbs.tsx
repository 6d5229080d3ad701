import type { FunctionColumns, TreeColumns } from '@perf/profile/api.js';
import { pathTo } from '../tree.js';
import type { FunctionKey } from '../url.js';
import { Name } from './name.js';

interface BreadcrumbsProps {
  readonly columns: FunctionColumns;
  readonly nodes: TreeColumns;
  readonly node: number;
  readonly onFocus: (id: string) => void;
  readonly onChoose?: (fn: FunctionKey) => void;
  /** The function's own page. */
  readonly hrefOf?: ((fn: FunctionKey) => string) | undefined;
}

/** The way from the root to the frame zoomed into; each step leads back to it. Long ways lose their middle. */
export function Breadcrumbs({ columns, nodes, node, onFocus, onChoose, hrefOf }: BreadcrumbsProps) {
  const path = pathTo(nodes, node);
  const shown = path.length > 6 ? [path[0] as number, -1, ...path.slice(-4)] : path;
  const fn = nodes.name[node] as number;
  const name = (at: number) => columns.names[nodes.name[at] as number] ?? '';
  const key: FunctionKey = { name: name(node), file: columns.files[fn] ?? '' };
  return (
    <nav class="breadcrumbs" aria-label="Zoomed into">
      {shown.map((at) =>
        at < 0 ? (
          <span key={at}>…</span>
        ) : at === node ? (
          <strong key={at}>
            <Name text={name(at)} />
          </strong>
        ) : (
          <button key={at} type="button" class="link" onClick={() => onFocus(at === 0 ? '' : (nodes.id[at] ?? ''))}>
            <Name text={name(at)} />
          </button>
        ),
      )}
      {onChoose && !nodes.folded[node] && (
        <button type="button" class="quiet" onClick={() => onChoose(key)}>
          Callers and callees
        </button>
      )}
      {hrefOf && !nodes.folded[node] && (
        <a class="button quiet" href={hrefOf(key)}>
          History
        </a>
      )}
      <button type="button" class="quiet" onClick={() => onFocus('')}>
        Reset zoom
      </button>
    </nav>
  );
}
