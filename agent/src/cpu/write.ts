import type { LabelSource, SampleLabels } from '../labels.js';
import type { Names } from '../names.js';
import { PprofWriter, type SampleType } from '../pprof-writer.js';
import type { Sliced } from '../slices.js';
import { StackPath } from '../stack-path.js';
import type { LongTurn } from '../turns.js';
import { shareIdleCpu } from './idle.js';
import { joinParts } from './parts.js';
import { type CpuSamples, gatherSamples, IDLE, NODES_A_STEP, PROGRAM, RUNTIME } from './samples.js';
import { blameStalls } from './stalls.js';
import type { V8Node, V8Profile } from './v8.js';

/** What was seen of a window, and what is needed to read it. */
export interface CpuWindow {
  /** At least one; they follow each other. */
  readonly parts: readonly V8Profile[];
  /** Whether samples are known one by one, with their times, contexts and CPU time. */
  readonly detailed: boolean;
  /** Epoch milliseconds. */
  readonly endedMs: number;
  /** Microseconds between samples, as asked for. */
  readonly intervalMicros: number;
  /** Epoch milliseconds; samples before it are `phase=startup`. */
  readonly startupUntilMs: number;
  /** Turns that may be stalls, as epoch milliseconds. */
  readonly longTurns: readonly LongTurn[];
  /** The shortest stall; 0: stalls are not looked for. */
  readonly stallMs: number;
}

/** The order of a sample's values. */
const [SAMPLE, WALL, CPU, STALL] = [0, 1, 2, 3] as const;

const NON_JS_THREADS: V8Node = { name: 'Non JS threads activity', scriptName: '', hitCount: 0, children: [] };

/**
 * Writes a window as pprof, not compressed: `sample/count`, `wall/nanoseconds`, and where samples are known one by one
 * `cpu/nanoseconds` and `stall/nanoseconds`. Samples of one stack and equal labels are one. `everywhere` is on all.
 *
 * Wall time is the number of samples times the time between two of them; waiting takes none.
 */
export function* writeCpu(
  window: CpuWindow,
  labels: LabelSource,
  names: Names,
  everywhere?: SampleLabels,
): Sliced<Buffer> {
  const { detailed, stallMs } = window;
  const profile = yield* joinParts(window.parts);
  const samples = yield* gatherSamples(profile.topDownRoot);
  yield;
  shareIdleCpu(samples);
  yield;
  const intervalMicros = meanInterval(profile, samples.hits, window.intervalMicros);
  const stalls = blameStalls(samples, window.longTurns, stallMs, intervalMicros / 1000);

  const types: SampleType[] = [
    ['sample', 'count'],
    ['wall', 'nanoseconds'],
  ];
  if (detailed) types.push(['cpu', 'nanoseconds']);
  if (detailed && stallMs > 0) types.push(['stall', 'nanoseconds']);
  const writer = new PprofWriter(types, names);
  const locationOf = ({ name = '', scriptName: file, scriptId = 0, lineNumber: line = 0, columnNumber = 0 }: V8Node) =>
    writer.location(scriptId, { name, file, line, column: columnNumber });
  const labelsOf = sampleLabels(samples, labels, window.startupUntilMs * 1000, everywhere);

  const { nodes, depth, first } = samples;
  const stack = new StackPath();
  for (const [index, node] of nodes.entries()) {
    const isOutermost = depth[index] === 1;
    const begin = first[index] as number;
    const end = first[index + 1] as number;
    if (isOutermost && node.name === PROGRAM) continue;
    stack.enter(depth[index] as number, locationOf(node));
    if (end > begin || node.hitCount > 0) {
      const groups = new Groups(types.length);
      for (let sample = begin; sample < end; sample++) {
        const values = groups.of(labelsOf(sample, node.contexts?.[sample - begin]?.context));
        if (sample - begin < node.hitCount) add(values, SAMPLE, 1);
        add(values, CPU, samples.cpuNanoseconds[sample] as number);
        if (types.length > STALL) add(values, STALL, stalls[sample] as number);
      }
      const unseen = node.hitCount - (end - begin);
      if (unseen > 0) add(groups.of(everywhere), SAMPLE, unseen);
      const wallEach = isOutermost && node.name === IDLE ? 0 : intervalMicros * 1000;
      for (const [group, values] of groups.all) {
        add(values, WALL, (values[SAMPLE] as number) * wallEach);
        if (values.some((value) => value > 0)) writer.sample(stack, values, group);
      }
    }
    if (index % NODES_A_STEP === 0) yield;
  }

  const threads = profile.nonJSThreadsCpuTime ?? 0;
  if (detailed && threads > 0) {
    const values = types.map(([type]) => (type === 'cpu' ? Math.round(threads) : 0));
    writer.sample(StackPath.of(locationOf(RUNTIME), locationOf(NON_JS_THREADS)), values, everywhere);
  }
  return writer.finish({
    timeMs: window.endedMs,
    durationMs: (profile.endTime - profile.startTime) / 1000,
    period: { type: ['wall', 'nanoseconds'], value: intervalMicros * 1000 },
  });
}

/** The values of one stack by the labels of its samples. Most stacks have one set of labels. */
class Groups {
  readonly all = new Map<SampleLabels | undefined, number[]>();
  readonly #types: number;
  #lastLabels: SampleLabels | undefined;
  #lastValues: number[] | undefined;

  constructor(types: number) {
    this.#types = types;
  }

  of(labels: SampleLabels | undefined): number[] {
    if (this.#lastValues !== undefined && this.#lastLabels === labels) return this.#lastValues;
    const values = this.all.get(labels) ?? new Array<number>(this.#types).fill(0);
    this.all.set(labels, values);
    this.#lastLabels = labels;
    this.#lastValues = values;
    return values;
  }
}

function add(values: number[], type: number, value: number): void {
  values[type] = (values[type] as number) + value;
}

/**
 * Microseconds between two samples: as they came, since they come later than asked for on a busy machine. Where few
 * came, that says nothing: it is at least what was asked for, and at most twice that.
 */
function meanInterval(profile: V8Profile, hits: number, intervalMicros: number): number {
  if (hits === 0) return intervalMicros;
  const mean = Math.floor((profile.endTime - profile.startTime) / hits);
  return Math.min(Math.max(mean, intervalMicros), 2 * intervalMicros);
}

/** The labels of a sample, the same object where they are equal. */
function sampleLabels(
  { atMicros, isWaiting }: CpuSamples,
  source: LabelSource,
  startupUntilMicros: number,
  everywhere: SampleLabels | undefined,
): (sample: number, context: object | undefined) => SampleLabels | undefined {
  const inStartup = new Map<SampleLabels | undefined, SampleLabels>();
  const later = new Map<SampleLabels | undefined, SampleLabels | undefined>([[undefined, everywhere]]);
  return (sample, context) => {
    const own = isWaiting[sample] === 1 ? undefined : source.of(context);
    if ((atMicros[sample] as number) < startupUntilMicros) {
      const known = inStartup.get(own) ?? { ...own, ...everywhere, phase: 'startup' };
      inStartup.set(own, known);
      return known;
    }
    if (everywhere === undefined) return own;
    const known = later.get(own) ?? { ...own, ...everywhere };
    later.set(own, known);
    return known;
  };
}
