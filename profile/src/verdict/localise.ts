import { rejectionThreshold } from './benjamini-hochberg.js';
import type { Direction, Model, Tested } from './model.js';
import { type Counterpart, movedFrom } from './moved.js';
import { ancestorsOf, isBelow, nodesBelow, nodesOfFunction } from './subtree.js';

/** What changed: a function's own samples (a row below `functions`), or a path with all it calls. */
export interface Pick {
  readonly row: number;
  /** The node of the path; of a function, where it changed most. */
  readonly node: number;
  readonly tested: Tested;
  /** The function it moved from, null where nothing moved. */
  readonly from: number | null;
  /** Tested along with it. */
  readonly rows: number;
}

/** More findings than these are not looked for. */
const MOST_FINDINGS = 50;
/** What calls a function is named in its place where its other changes are so much of that function's. */
const HALF = 0.5;

/**
 * The changes in one direction that together explain all that is significant: the strongest, then the strongest of what
 * is left without its samples, until nothing is.
 */
export function localise(whole: Model, direction: Direction, q: number, least: number): Pick[] {
  const picks: Pick[] = [];
  let model = whole;
  while (picks.length < MOST_FINDINGS) {
    const strongest = strongestRejected(model, direction, q, least);
    if (strongest === null) break;
    const { row, node, tested } = promote(model, narrow(model, strongest, direction, least), direction, least);
    const from = movedFrom(whole, model, { row, node, direction, tested });
    picks.push({ row, node, tested, from: from?.function ?? null, rows: model.rows.length });
    const gone = row < model.functions ? nodesOfFunction(model.stacks, row) : nodesBelow(model.stacks, node);
    model = model.without(explained(model, gone, tested, from, direction));
  }
  return picks;
}

/**
 * What a finding explains: its own samples, and of its counterpart as much as went to it. What else the counterpart shrank by
 * went to others, and is there to explain those.
 */
function explained(
  model: Model,
  gone: readonly number[],
  { delta }: Tested,
  from: Counterpart | null,
  direction: Direction,
): { base: Map<number, number>; comparison: Map<number, number> } {
  const [base, comparison] = [new Map<number, number>(), new Map<number, number>()];
  const add = (nodes: readonly number[], ofBase: number, ofComparison: number) => {
    for (const node of nodes) {
      base.set(node, ofBase);
      comparison.set(node, ofComparison);
    }
  };
  if (from !== null) {
    const other = model.testSum({ own: from.nodes }, direction);
    const { rateA, rateB } = other.change.facts;
    const part = Math.abs(delta) / (Math.max(rateA, rateB) * other.fitted.share);
    if (Math.abs(other.delta) <= Math.abs(delta)) add(from.nodes, 1, 1);
    else if (direction === 1) add(from.nodes, part, 0);
    else add(from.nodes, 0, part);
  }
  add(gone, 1, 1);
  return { base, comparison };
}

interface Candidate {
  readonly row: number;
  readonly node: number;
  readonly tested: Tested;
}

interface Strongest extends Candidate {
  readonly rejected: ReadonlyMap<number, Tested>;
}

function strongestRejected(model: Model, direction: Direction, q: number, least: number): Strongest | null {
  const candidates = new Map<number, Tested>();
  for (const row of model.rows) {
    const tested = model.test(row, direction, least);
    if (tested !== null) candidates.set(row, tested);
  }
  const threshold = rejectionThreshold(
    Array.from(candidates.values(), ({ p }) => p),
    model.rows.length,
    q,
  );
  const rejected = new Map([...candidates].filter(([, { p }]) => p <= threshold));
  let best: { row: number; tested: Tested; strength: number } | null = null;
  for (const [row, tested] of rejected) {
    const strength = strengthOf(tested);
    /** Functions come first, so that a leaf is called by its own samples rather than by its path. */
    if (best === null || strength > best.strength) best = { row, tested, strength };
  }
  if (best === null) return null;
  return { row: best.row, tested: best.tested, node: nodeOfRow(model, best.row, direction), rejected };
}

/** The node of a path; of a function, the one whose own samples changed most. */
function nodeOfRow(model: Model, row: number, direction: Direction): number {
  if (row >= model.functions) return row - model.functions;
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (const node of nodesOfFunction(model.stacks, row)) {
    const change = direction * model.rawChange(node, 'own');
    if (change > most) [best, most] = [node, change];
  }
  return best;
}

function strengthOf({ change }: Tested): number {
  return Math.abs(change.delta) / Math.sqrt(change.expected);
}

/** To what a path calls, where the rest of the path did not change for more reasons: only what surely changed is named. */
function narrow(model: Model, from: Strongest, direction: Direction, least: number): Strongest {
  let at = from;
  while (at.row >= model.functions && !isOfOneSide(at.tested, direction)) {
    const inner = strongestWithin(model, at, direction);
    if (inner === null) break;
    /** A function whose own samples grew, and what it calls as well, is one change, however little the latter is of it. */
    const isOwn = inner.row === model.stacks.function[at.node];
    if (hasMore(model, at.node, inner, direction, least, isOwn ? 0 : HALF)) break;
    at = inner;
  }
  return at;
}

/** What is new, or gone, is so with all it calls: what calls the rest of it is where it was renamed or added. */
function isOfOneSide({ first: { facts } }: Tested, direction: Direction): boolean {
  return (direction === 1 ? facts.a : facts.b) === 0;
}

function strongestWithin(model: Model, { row: outer, node: top, rejected }: Strongest, direction: Direction) {
  let best: Strongest | null = null;
  for (const [row, tested] of rejected) {
    if (row === outer || (best !== null && strengthOf(tested) <= strengthOf(best.tested))) continue;
    const node = nodeOfRow(model, row, direction);
    if (isBelow(model.stacks, node, top)) best = { row, node, tested, rejected };
  }
  return best;
}

/** To what calls it, where that changed for more reasons than this one. */
function promote(model: Model, from: Strongest, direction: Direction, least: number): Candidate {
  let at: Candidate = from;
  for (const node of ancestorsOf(model.stacks, from.node)) {
    const row = model.functions + node;
    const above = from.rejected.get(row);
    if (above === undefined || Math.abs(above.t) <= Math.abs(at.tested.t)) continue;
    if (hasMore(model, node, at, direction, least, HALF)) at = { row, node, tested: above };
  }
  return at;
}

/** Whether a path changed without a part of it as well, by some share of that part at least. */
function hasMore(
  model: Model,
  path: number,
  part: Candidate,
  direction: Direction,
  least: number,
  share: number,
): boolean {
  const { stacks, functions } = model;
  const rest = model.testSum(
    part.row < functions
      ? {
          paths: [path],
          lessOwn: nodesOfFunction(stacks, part.row).filter((one) => isBelow(stacks, one, path)),
        }
      : { paths: [path], lessPaths: [part.node] },
    direction,
    least,
  );
  return rest.p < 0.01 && direction * rest.delta >= share * Math.abs(part.tested.delta);
}
