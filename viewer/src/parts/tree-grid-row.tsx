import type { Problem } from '@perf/profile/api.js';
import { nodeName, placeOf } from '../frames.js';
import { isolated } from '../names.js';
import type { TreeRow, TreeSource } from '../tree-rows.js';
import { Name } from './name.js';
import { placeText } from './place.js';

/** What is said of each node beside its name. */
export interface TreeColumn<Source extends TreeSource> {
  readonly heading: string;
  readonly text: (source: Source, node: number) => string;
  /** Drawn behind the text, 0 to 1. */
  readonly share?: (source: Source, node: number) => number;
  /** CSS class of one cell. */
  readonly tone?: (source: Source, node: number) => string;
}

interface TreeGridRowProps<Source extends TreeSource> {
  readonly row: TreeRow<Source>;
  readonly id: string;
  /** From 0 on, without the heading. */
  readonly index: number;
  readonly columns: readonly TreeColumn<Source>[];
  readonly colour: string;
  readonly isCurrent: boolean;
  readonly isMatch: boolean;
  /** Why what is folded here could not be shown. */
  readonly problem: Problem | null;
  readonly isWaiting: boolean;
}

/** Deeper rows are not moved further in: their level is said in other ways. */
const MOST_INDENTS = 28;

export function TreeGridRow<Source extends TreeSource>(props: TreeGridRowProps<Source>) {
  const { row, columns, isCurrent, isMatch, problem, isWaiting } = props;
  const { source, node, isExpandable, isExpanded } = row;
  const name = nodeName(source, source.nodes, node);
  const where = placeText(placeOf(source, source.nodes.name[node] as number));
  return (
    <tr
      id={props.id}
      class={`${isCurrent ? 'current' : ''}${isMatch ? ' match' : ''}`}
      data-row={props.index}
      aria-rowindex={props.index + 2}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={isExpandable ? isExpanded : undefined}
      aria-selected={isCurrent}
    >
      <td
        title={[name, where]
          .filter((text) => text !== '')
          .map(isolated)
          .join('  ')}
      >
        <div class="tree-name" style={{ paddingLeft: `${Math.min(row.level - 1, MOST_INDENTS) * 12}px` }}>
          <span class={`twisty${isExpandable ? (isExpanded ? ' open' : ' closed') : ''}`} aria-hidden="true" />
          <span class="swatch" aria-hidden="true" style={{ background: props.colour }} />
          <Name class="name" text={name} />
          <span class="place">
            {problem ? problem.detail : isWaiting ? 'Loading…' : where && <Name text={where} />}
          </span>
        </div>
      </td>
      {columns.map(({ heading, text, share, tone }) => (
        <td key={heading} class={`number ${tone?.(source, node) ?? ''}`}>
          {share && <span class="bar" style={{ width: `${Math.min(1, Math.max(0, share(source, node))) * 100}%` }} />}
          <span class="value">{text(source, node)}</span>
        </td>
      ))}
    </tr>
  );
}
