import { useContext, useRef } from 'preact/hooks';
import { askAhead } from './ahead.js';
import { useLasting } from './parts/use-lasting.js';
import { isWhole, nodeOf, type Tree } from './tree.js';
import { type Answer, Asking, currentOf, useApi } from './use-api.js';

/** A tree, or the sub-tree of a focus: the ancestors of that come first, with nothing beside it. */
interface Zoomable {
  /** A place in `nodes`. */
  readonly focus: number;
  readonly nodes: Tree & { readonly id: readonly string[]; readonly folded: readonly number[] };
}

/** The graph that is shown of a focus. */
export interface Zoom<Report> {
  /** null where the frame is in nothing that is known. */
  readonly report: Report | null;
  /** The node of `report` that is zoomed into; -1 where there is none. */
  readonly node: number;
  /** The focus whose detail `report` is; empty for the whole. */
  readonly detailOf: string;
  /** The focus whose detail was asked for; empty where the whole has all of it. */
  readonly wanted: string;
  readonly detail: Answer<Report>;
  /** Somebody is about to zoom into this focus. */
  readonly prepare: (focus: string) => void;
}

/** How long what was shown before stays where nothing is known of a frame yet. */
const PATIENCE_MS = 120;

/**
 * Zooms at once, into what is known of the frame, and shows its full detail as soon as that is there. Where nothing of it
 * is folded, nothing is asked.
 *
 * @param pathOf the question for the detail of a focus.
 */
export function useZoom<Report extends Zoomable>(
  whole: Report,
  focus: string,
  pathOf: (focus: string) => string,
): Zoom<Report> {
  const asking = useContext(Asking);
  const inWhole = nodeOf(whole.nodes.id, focus);
  const wanted = isKnown(whole, focus) ? '' : focus;
  const path = wanted ? pathOf(wanted) : null;
  const detail = useApi<Report>(path);
  const isSlow = useLasting(detail.loading, PATIENCE_MS);
  const last = useRef({ whole, report: whole as Report | null, focus: '', detailOf: '' });

  const current = currentOf(path, detail);
  const { report: before, detailOf } = last.current;
  const isIn = (report: Report | null) => report !== null && nodeOf(report.nodes.id, focus) >= report.focus;
  if (current !== null) last.current = { whole, report: current, focus, detailOf: wanted };
  else if (wanted === '') last.current = { whole, report: whole, focus, detailOf: '' };
  else if (last.current.whole === whole && isIn(before)) last.current = { whole, report: before, focus, detailOf };
  else if (inWhole >= 0) last.current = { whole, report: whole, focus, detailOf: '' };
  else if (!detail.loading || isSlow) last.current = { whole, report: null, focus, detailOf: '' };

  const { report, focus: shown } = last.current;
  const node = report ? nodeOf(report.nodes.id, shown) : -1;
  const prepare = (next: string) => {
    if (next !== focus && !isKnown(whole, next)) askAhead(asking, pathOf(next));
  };
  return { report, node, detailOf: last.current.detailOf, wanted, detail, prepare };
}

/** Whether the whole has all of it. */
function isKnown({ nodes }: Zoomable, focus: string): boolean {
  const node = nodeOf(nodes.id, focus);
  return focus === '' || (node >= 0 && isWhole(nodes, node));
}
