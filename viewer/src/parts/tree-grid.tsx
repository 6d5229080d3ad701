import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { withMoreNodes } from '../api.js';
import type { Subject } from '../frame-actions.js';
import { treeMove } from '../tree-keys.js';
import { type TreeRow, type TreeSource, treeRows } from '../tree-rows.js';
import { useDetails } from '../use-details.js';
import { useActing } from './acting.js';
import { type TreeColumn, TreeGridRow } from './tree-grid-row.js';

interface TreeGridProps<Source extends TreeSource> {
  readonly class?: string;
  readonly name: string;
  readonly source: Source;
  /** The node that is the first row. */
  readonly root: number;
  readonly columns: readonly TreeColumn<Source>[];
  /** Of a frame's mark, as in the graph. */
  readonly colour: (source: Source, node: number) => string;
  /** Question for the sub-tree at a path. */
  readonly pathOf: (id: string) => string;
  readonly matches: Uint8Array | null;
  readonly onFocus: (id: string) => void;
  /** Escape was pressed. */
  readonly onBack: () => void;
  readonly subjectOf: (source: Source, node: number) => Subject;
}

const ROW_PIXELS = 26;
/** Rows that are there beyond those that can be seen. */
const SPARE_ROWS = 12;

/**
 * The graph as rows: what a screen reader reads, and who likes figures. One tab stop; arrows move, open and close, Enter
 * zooms. Only the rows in sight are in the page.
 */
export function TreeGrid<Source extends TreeSource>(props: TreeGridProps<Source>) {
  const { source, root, columns, matches, onFocus, onBack, subjectOf } = props;
  const acting = useActing();
  const frame = useRef<HTMLDivElement>(null);
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [cursor, setCursor] = useState('');
  const [scroll, setScroll] = useState({ top: 0, height: 0 });
  const details = useDetails<Source>((id) => withMoreNodes(props.pathOf(id)));
  const rows = useMemo(
    () => treeRows(source, root, { isOpen: (key) => toggled.get(key), detail: details.of }),
    [source, root, toggled, details],
  );
  useEffect(() => {
    for (const { isExpanded, unfolds } of rows) if (isExpanded && unfolds) details.want(unfolds);
  }, [rows]);
  const measure = () =>
    setScroll({ top: frame.current?.scrollTop ?? 0, height: frame.current?.clientHeight ?? window.innerHeight });
  useLayoutEffect(measure, [rows.length]);

  const at = rows.findIndex(({ key }) => key === cursor);
  const first = Math.max(0, Math.floor(scroll.top / ROW_PIXELS) - SPARE_ROWS);
  const end = Math.min(rows.length, Math.ceil((scroll.top + scroll.height) / ROW_PIXELS) + SPARE_ROWS);
  const page = Math.max(1, Math.floor(scroll.height / ROW_PIXELS) - 2);
  const idOf = (row: number) => `tree-row-${row}`;

  const moveTo = (row: number) => {
    const element = frame.current;
    if (!element || !rows[row]) return;
    setCursor(rows[row].key);
    const top = row * ROW_PIXELS;
    // The heading stays in sight and covers one row.
    const bottom = top + 2 * ROW_PIXELS - element.clientHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop) element.scrollTop = bottom;
    measure();
  };
  const toggle = ({ key, isExpanded, isExpandable, unfolds }: TreeRow<Source>) => {
    if (!isExpandable) return;
    if (!isExpanded && unfolds) details.retry(unfolds);
    setToggled((before) => new Map(before).set(key, !isExpanded));
  };
  const zoom = ({ source: from, node, unfolds }: TreeRow<Source>) => {
    const id = unfolds || (from.nodes.id[node] ?? '');
    onFocus(id === source.nodes.id[0] ? '' : id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    const move = treeMove(event.key, rows, at, page);
    const element = document.getElementById(idOf(at));
    const done = row && element && acting?.press(event, subjectOf(row.source, row.node), element);
    if (!done) {
      if (move && 'to' in move) moveTo(move.to);
      else if (move) toggle(rows[move.toggle] as TreeRow<Source>);
      else if (event.key === 'Enter' && row) zoom(row);
      else if (event.key === 'Escape') onBack();
      else return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  /** The row of an event, which has the cursor from then on. */
  const rowOf = ({ target }: MouseEvent): TreeRow<Source> | null => {
    const element = target instanceof Element ? target.closest('tr[data-row]') : null;
    const row = rows[Number(element?.getAttribute('data-row') ?? -1)] ?? null;
    if (row) setCursor(row.key);
    return row;
  };
  const onContextMenu = (event: MouseEvent) => {
    const row = rowOf(event);
    if (!row || !acting) return;
    event.preventDefault();
    acting.open(subjectOf(row.source, row.node), event.clientX, event.clientY);
  };
  const onClick = (event: MouseEvent) => {
    const row = rowOf(event);
    if (row && event.target instanceof Element && event.target.closest('.twisty')) toggle(row);
  };
  const onDblClick = (event: MouseEvent) => {
    const row = rowOf(event);
    if (row && event.target instanceof Element && !event.target.closest('.twisty')) zoom(row);
  };
  return (
    <div ref={frame} class={`tree-grid ${props.class ?? ''}`} onScroll={measure}>
      {/* Above and below is the room of the rows that are not in the page. */}
      <div style={{ paddingTop: `${first * ROW_PIXELS}px`, paddingBottom: `${(rows.length - end) * ROW_PIXELS}px` }}>
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows and cells of a table are those of a grid.
          role="treegrid"
          tabIndex={0}
          aria-label={props.name}
          aria-rowcount={rows.length + 1}
          aria-activedescendant={at < 0 ? undefined : idOf(at)}
          onFocus={() => at < 0 && moveTo(0)}
          onKeyDown={onKeyDown}
          onClick={onClick}
          onDblClick={onDblClick}
          onContextMenu={onContextMenu}
        >
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">Function</th>
              {columns.map(({ heading }) => (
                <th key={heading} scope="col" class="number">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(first, end).map((row, index) => (
              <TreeGridRow
                key={row.key}
                row={row}
                id={idOf(first + index)}
                index={first + index}
                columns={columns}
                colour={props.colour(row.source, row.node)}
                isCurrent={row.key === cursor}
                isMatch={row.source === source && matches?.[row.node] === 1}
                problem={row.unfolds ? details.problemOf(row.unfolds) : null}
                isWaiting={row.isExpanded && row.unfolds !== '' && details.of(row.unfolds) === null}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
