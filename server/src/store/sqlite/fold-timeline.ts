import type { Range } from '../store.js';
import { addSection, decodeHead, eachNode, type SectionHead } from './codec.js';
import type { WindowEvidence } from './groups.js';
import { allLabelSets, type Timeline } from './timeline.js';

/** What is asked of the timelines of a series. */
export interface Folding {
  readonly range: Range;
  /** The step a moment lies in. */
  stepOf(atMs: number): number;
  /** Which column of a set of sample types is wanted; undefined where it has none. */
  columnOf(sampleTypes: number): number | undefined;
  sampleTypesIn(sampleTypes: number): number;
  /** Whether label sets are told apart; where not, all of them are wanted. */
  readonly apart: boolean;
  wants(labelSet: number): boolean;
}

type Counted = Pick<WindowEvidence, 'windows' | 'ms' | 'requests'>;

/** Windows of one step, added up. */
export interface Folded {
  /** A moment in the step. */
  readonly atMs: number;
  /** Of windows that are counted here; null where they were counted with others. */
  readonly evidence: Counted | null;
  readonly totals: readonly { readonly labelSet: number; readonly total: number }[];
}

/** Adds up the windows of a timeline that lie in a range, by step. */
export function* foldTimeline(timeline: Timeline, asked: Folding): Generator<Folded> {
  const { slots, slotOf } = slotsOf(timeline, asked);
  const seen = new Uint8Array(timeline.midMs.length);
  for (const { sampleTypes, head, data } of timeline.sets) {
    const column = asked.columnOf(sampleTypes);
    if (column === undefined) continue;
    const sections = decodeHead(head, asked.sampleTypesIn(sampleTypes));
    const all = sections[0] as SectionHead;
    const told = asked.apart
      ? sections.filter(({ labelSet }) => labelSet !== allLabelSets && asked.wants(labelSet))
      : [all];
    const totals = told.map((section) => ({ labelSet: section.labelSet, ...sumOf(data, section, column) }));
    const evidence = evidenceOf(data, all);
    for (const [slot, atMs] of slots.entries()) {
      const parts = totals.flatMap(({ labelSet, sum, isThere }) =>
        isThere[slot] === 1 ? [{ labelSet, total: sum[slot] as number }] : [],
      );
      const counted = evidence[slot] ?? null;
      if (counted !== null || parts.length > 0) yield { atMs, evidence: counted, totals: parts };
    }
  }

  /** By slot; the last one is of windows that are not asked for. */
  function sumOf(data: Uint8Array, section: SectionHead, column: number): { sum: Float64Array; isThere: Uint8Array } {
    const sum = new Float64Array(slots.length + 1);
    const isThere = new Uint8Array(slots.length + 1);
    addSection(data, section, column, sum, slotOf, slotOf.length);
    eachNode(data, section, (window) => {
      isThere[slotOf[window] as number] = 1;
    });
    return { sum, isThere };
  }

  /** Of windows that were not counted before, by slot. */
  function evidenceOf(data: Uint8Array, section: SectionHead): (Counted | undefined)[] {
    const evidence: (Counted | undefined)[] = [];
    eachNode(data, section, (window) => {
      if (seen[window] === 1) return;
      seen[window] = 1;
      const slot = slotOf[window] as number;
      const { windows, ms, requests } = evidence[slot] ?? { windows: 0, ms: 0, requests: null };
      const own = timeline.requests[window] as number;
      evidence[slot] = {
        windows: windows + 1,
        ms: ms + (timeline.ms[window] as number),
        requests: Number.isNaN(own) ? requests : (requests ?? 0) + own,
      };
    });
    return evidence;
  }
}

/** Steps that have windows, by time: a moment in each; and for each window its step, or one behind the last. */
function slotsOf({ midMs }: Timeline, { range, stepOf }: Folding): { slots: number[]; slotOf: Int32Array } {
  const slots: number[] = [];
  const slotOf = new Int32Array(midMs.length).fill(-1);
  let step = Number.NaN;
  for (const [window, atMs] of midMs.entries()) {
    if (atMs < range.fromMs || atMs >= range.untilMs) continue;
    if (stepOf(atMs) !== step) {
      step = stepOf(atMs);
      slots.push(atMs);
    }
    slotOf[window] = slots.length - 1;
  }
  return { slots, slotOf: slotOf.map((slot) => (slot === -1 ? slots.length : slot)) };
}
