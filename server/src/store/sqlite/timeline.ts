import { encodeSections, type Section, type SectionHead } from './codec.js';
import { VarintReader, VarintWriter } from './varint.js';

/**
 * The windows of an hour of a series one by one, as far as totals go. It lies beside the hour's rollup and is made with it,
 * so that totals by any step touch no profile.
 *
 *     version, windows
 *     bytes; for each window, by time: ms from the middle of the one before to its own, ms that it covers
 *     bytes; for each window: requests, a double; NaN where no agent counted
 *     sets of sample types; for each: its id, bytes of head, head, bytes of data, data
 *
 * The sections of a set are written as those of a profile are (codec.ts), over windows in the place of stacks. Where a set
 * has several label sets, section 0 is their sum.
 */
export interface Timeline {
  readonly midMs: Float64Array;
  /** The time that each window covers. */
  readonly ms: Float64Array;
  /** NaN where no agent counted. */
  readonly requests: Float64Array;
  readonly sets: readonly { readonly sampleTypes: number; readonly head: Uint8Array; readonly data: Uint8Array }[];
}

/** The label set of a section that is the sum of all others. */
export const allLabelSets = 0;

const VERSION = 1;

/** One profile of a window. Those of one window follow each other, and windows lie in order of time. */
export interface TimelineProfile {
  readonly window: number;
  readonly sampleTypes: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly midMs: number;
  readonly requests: number | null;
  readonly sections: readonly SectionHead[];
}

/** Totals over windows, sparse: some windows have no such profile, some profiles no such samples. */
interface Column {
  readonly node: number[];
  /** By sample type. */
  readonly values: number[][];
}

export class TimelineBuilder {
  readonly #times = new VarintWriter(256);
  readonly #requests: number[] = [];
  readonly #sets = new Map<number, Map<number, Column>>();
  #lastWindow = 0;
  #lastMs: number;

  /** @param startMs of the hour. */
  constructor(startMs: number) {
    this.#lastMs = startMs;
  }

  add({ window, sampleTypes, fromMs, untilMs, midMs, requests, sections }: TimelineProfile): void {
    if (window !== this.#lastWindow) {
      this.#lastWindow = window;
      this.#times.write(midMs - this.#lastMs);
      this.#times.write(untilMs - fromMs);
      this.#lastMs = midMs;
      this.#requests.push(requests ?? Number.NaN);
    }
    let columns = this.#sets.get(sampleTypes);
    if (columns === undefined) {
      columns = new Map();
      this.#sets.set(sampleTypes, columns);
    }
    const at = this.#requests.length - 1;
    for (const { labelSet, totals } of sections) {
      addTo(columns, labelSet, at, totals);
      addTo(columns, allLabelSets, at, totals);
    }
  }

  build(): Uint8Array {
    const out = new VarintWriter(4096);
    out.write(VERSION);
    out.write(this.#requests.length);
    out.writeBlock(this.#times);
    const doubles = new DataView(new ArrayBuffer(8 * this.#requests.length));
    for (const [at, requests] of this.#requests.entries()) doubles.setFloat64(8 * at, requests, true);
    out.writeBytes(new Uint8Array(doubles.buffer));
    out.write(this.#sets.size);
    for (const [sampleTypes, columns] of this.#sets) {
      const { head, data } = encodeSections(sectionsOf(columns));
      out.write(sampleTypes);
      out.writeBytes(head);
      out.writeBytes(data);
    }
    return out.finish();
  }
}

function addTo(columns: Map<number, Column>, labelSet: number, at: number, totals: readonly number[]): void {
  let column = columns.get(labelSet);
  if (column === undefined) {
    column = { node: [], values: totals.map(() => []) };
    columns.set(labelSet, column);
  }
  const isNew = column.node.at(-1) !== at;
  if (isNew) column.node.push(at);
  for (const [type, total] of totals.entries()) {
    const values = column.values[type] as number[];
    if (isNew) values.push(total);
    else values[values.length - 1] = (values.at(-1) as number) + total;
  }
}

/** The sum of all label sets is left out where there is one alone. */
function sectionsOf(columns: ReadonlyMap<number, Column>): Section[] {
  return [...columns]
    .filter(([labelSet]) => labelSet !== allLabelSets || columns.size > 2)
    .sort(([a], [b]) => a - b)
    .map(([labelSet, { node, values }]) => ({
      labelSet,
      vector: { node: Int32Array.from(node), values: values.map((column) => Float64Array.from(column)) },
    }));
}

/** @throws RangeError where the bytes are damaged, or of a newer format. */
export function decodeTimeline(bytes: Uint8Array, startMs: number): Timeline {
  const reader = new VarintReader(bytes);
  const version = reader.read();
  if (version !== VERSION) {
    throw new RangeError(`a stored timeline has format ${version}; this server reads ${VERSION}`);
  }
  const windows = reader.read();
  const times = new VarintReader(reader.readBytes());
  const doubles = reader.readBytes();
  if (doubles.length !== 8 * windows) throw new RangeError('a stored timeline ends too early');
  const view = new DataView(doubles.buffer, doubles.byteOffset, doubles.length);
  const midMs = new Float64Array(windows);
  const ms = new Float64Array(windows);
  const requests = new Float64Array(windows);
  let lastMs = startMs;
  for (let at = 0; at < windows; at++) {
    lastMs += times.read();
    midMs[at] = lastMs;
    ms[at] = times.read();
    requests[at] = view.getFloat64(8 * at, true);
  }
  const count = reader.read();
  const sets: { sampleTypes: number; head: Uint8Array; data: Uint8Array }[] = [];
  for (let i = 0; i < count; i++) {
    sets.push({ sampleTypes: reader.read(), head: reader.readBytes(), data: reader.readBytes() });
  }
  return { midMs, ms, requests, sets };
}
