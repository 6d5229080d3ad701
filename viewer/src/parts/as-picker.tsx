import type { TreeView } from '../url.js';

/** The id of the sentence that leads from a graph to its rows. */
export const AS_TREE = 'as-tree';

interface AsPickerProps {
  readonly as: TreeView['as'];
  readonly onAs: (as: TreeView['as']) => void;
}

export function AsPicker({ as, onAs }: AsPickerProps) {
  return (
    <fieldset class="segmented" aria-label="Shown as">
      <button type="button" aria-pressed={as === 'graph'} onClick={() => onAs('graph')}>
        Graph
      </button>
      <button type="button" aria-pressed={as === 'tree'} onClick={() => onAs('tree')}>
        Tree
      </button>
      <span id={AS_TREE} class="visually-hidden">
        The button Tree shows the same in rows, which can be read one by one.
      </span>
    </fieldset>
  );
}
