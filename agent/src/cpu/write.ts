import type { LabelSource, SampleLabels } from '../labels.js';
import type { Names } from '../names.js';
import { PprofWriter, type SampleType } from '../pprof-writer.js';
import type { Sliced } from '../slices.js';
import type { LongTurn } from '../turns.js';
import { shareIdleCpu } from './idle.js';
import { type CpuSamples, gatherSamples, IDLE, PROGRAM, RUNTIME } from './samples.js';
import { blameStalls } from './stalls.js';
import type { V8Node, V8Profile } from './v8.js';

/** What was seen of a window, and what is needed to read it. */
export interface CpuWindow {
  readonly profile: V8Profile;
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
  const { profile, detailed, stallMs } = window;
  const samples = yield* gatherSamples(profile.topDownRoot);
  yield;
  shareIdleCpu(samples);
  yield;
  const intervalMicros = meanInterval(window, samples.hits);
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

  const { nodes, parent, first } = samples;
  const locations: number[] = [];
  const stack: number[] = [];
  for (const [index, node] of nodes.entries()) {
    const isOutermost = parent[index] === -1;
    if (isOutermost && node.name === PROGRAM) {
      locations.push(0);
      continue;
    }
    locations.push(locationOf(node));
    stack.length = 0;
    for (let at = index; at !== -1; at = parent[at] as number) stack.push(locations[at] as number);

    const wallEach = isOutermost && node.name === IDLE ? 0 : intervalMicros * 1000;
    const begin = first[index] as number;
    const end = first[index + 1] as number;
    const groups = new Map<SampleLabels | undefined, number[]>();
    const groupOf = (group: SampleLabels | undefined): number[] => {
      const known = groups.get(group);
      if (known !== undefined) return known;
      const values = types.map(() => 0);
      groups.set(group, values);
      return values;
    };
    for (let sample = begin; sample < end; sample++) {
      const values = groupOf(labelsOf(sample));
      if (sample - begin < node.hitCount) values[0] = (values[0] as number) + 1;
      values[2] = (values[2] as number) + (samples.cpuNanoseconds[sample] as number);
      if (types.length > 3) values[3] = (values[3] as number) + (stalls[sample] as number);
    }
    const unseen = node.hitCount - (end - begin);
    if (unseen > 0) {
      const values = groupOf(everywhere);
      values[0] = (values[0] as number) + unseen;
    }
    for (const [group, values] of groups) {
      values[1] = (values[0] as number) * wallEach;
      if (values.some((value) => value > 0)) writer.sample(stack, values, group);
    }
    yield;
  }

  const threads = profile.nonJSThreadsCpuTime ?? 0;
  if (detailed && threads > 0) {
    const values = types.map(([type]) => (type === 'cpu' ? Math.round(threads) : 0));
    writer.sample([locationOf(NON_JS_THREADS), locationOf(RUNTIME)], values, everywhere);
  }
  return writer.finish({
    timeMs: window.endedMs,
    durationMs: (profile.endTime - profile.startTime) / 1000,
    period: { type: ['wall', 'nanoseconds'], value: intervalMicros * 1000 },
  });
}

/**
 * Microseconds between two samples: as they came, since they come later than asked for on a busy machine. Where few
 * came, that says nothing: it is at least what was asked for, and at most twice that.
 */
function meanInterval({ profile, intervalMicros }: CpuWindow, hits: number): number {
  if (hits === 0) return intervalMicros;
  const mean = Math.floor((profile.endTime - profile.startTime) / hits);
  return Math.min(Math.max(mean, intervalMicros), 2 * intervalMicros);
}

/** The labels of a sample, the same object where they are equal. */
function sampleLabels(
  { atMicros, contexts, isWaiting }: CpuSamples,
  source: LabelSource,
  startupUntilMicros: number,
  everywhere: SampleLabels | undefined,
): (sample: number) => SampleLabels | undefined {
  const inStartup = new Map<SampleLabels | undefined, SampleLabels>();
  const later = new Map<SampleLabels | undefined, SampleLabels | undefined>([[undefined, everywhere]]);
  return (sample) => {
    const own = isWaiting[sample] ? undefined : source.of(contexts[sample]);
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
