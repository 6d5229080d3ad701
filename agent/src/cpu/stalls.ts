import type { LongTurn } from '../turns.js';
import type { CpuSamples } from './samples.js';

/** A sample stands for at most so many intervals of a stall: a process that was stopped for an hour has one sample. */
const MOST_INTERVALS = 10;

/**
 * How long each sample kept the event loop from turning: nanoseconds by sample, 0 for those outside of stalls.
 *
 * A stall is a run of samples at work within one turn of the event loop, for `stallMs` or longer; its samples share its
 * duration. Short pieces of work one after the other are not a stall, however busy they keep the thread: the event loop
 * turns between them. `turns` are epoch milliseconds, oldest first.
 */
export function blameStalls(
  { atMicros, isWaiting, byTime }: CpuSamples,
  turns: readonly LongTurn[],
  stallMs: number,
  intervalMs: number,
): Float64Array {
  const nanoseconds = new Float64Array(atMicros.length);
  const timeOf = (position: number) => (atMicros[byTime[position] as number] as number) / 1000;
  const waitsAt = (position: number) => isWaiting[byTime[position] as number] === 1;
  let next = 0;
  for (const { fromMs, untilMs, activeMs } of turns) {
    while (next < byTime.length && timeOf(next) < fromMs) next++;
    let runFromMs = fromMs;
    while (next < byTime.length && timeOf(next) <= untilMs) {
      const begin = next;
      while (next < byTime.length && timeOf(next) <= untilMs && !waitsAt(next)) next++;
      const count = next - begin;
      const waits = next < byTime.length && timeOf(next) <= untilMs;
      // Where it ended is between the last sample at work and the wait that was seen.
      const runUntilMs = waits ? (timeOf(next) + (count > 0 ? timeOf(next - 1) : runFromMs)) / 2 : untilMs;
      const lastedMs = Math.min(runUntilMs - runFromMs, activeMs);
      if (count > 0 && lastedMs >= stallMs) {
        const share = Math.round(1e6 * Math.min(lastedMs / count, MOST_INTERVALS * intervalMs));
        for (let position = begin; position < next; position++) nanoseconds[byTime[position] as number] = share;
      }
      if (!waits) break;
      while (next < byTime.length && timeOf(next) <= untilMs && waitsAt(next)) next++;
      if (next < byTime.length) runFromMs = (timeOf(next - 1) + timeOf(next)) / 2;
    }
  }
  return nanoseconds;
}
