import type { CostShares } from './budget.js';
import { type Section, sections } from './sections.js';
import { startWatch } from './stopwatch.js';

/** What the agent cost in one window. */
export interface Cost {
  readonly windowMs: number;
  /** CPU time of one core, V8's sampler included. */
  readonly shares: CostShares;
  /** How long the event loop was blocked, and by the longest of the sections. */
  readonly blockedMs: number;
  readonly longestMs: number;
}

/**
 * What V8's sampler costs for each sample: the signal, the walk of the stack, the thread that sorts it in. 0.034 to
 * 0.048 ms in an idle process, 0.026 in a busy one (Node 20, two cores).
 */
const SAMPLE_MS = 0.04;

function partOf(section: string): 'cpu' | 'heap' | 'other' {
  if (/\b(rotate|cpu)\b/.test(section)) return 'cpu';
  return /\b(heap|cohorts)\b/.test(section) ? 'heap' : 'other';
}

/** Measures what the agent does on the event loop. */
export class CostMeter {
  readonly #cpuMs = { cpu: 0, heap: 0, other: 0 };
  #blockedMs = 0;
  #longestMs = 0;

  /** Runs a section, and adds how long it took. Its name says what it is part of. */
  timed<Result>(name: string, work: () => Result): Result {
    const watch = startWatch();
    try {
      return work();
    } finally {
      const { wallMs, cpuMs } = watch();
      this.#cpuMs[partOf(name)] += cpuMs;
      this.#blockedMs += wallMs;
      this.#longestMs = Math.max(this.#longestMs, wallMs);
      if (sections.hasSubscribers) sections.publish({ name, ms: wallMs } satisfies Section);
    }
  }

  /** What was spent since this was last asked, as a cost of the window that ended. `cpuHz`: 0 without a CPU profiler. */
  take(windowMs: number, cpuHz: number): Cost {
    const { cpu, heap, other } = this.#cpuMs;
    const [blockedMs, longestMs] = [this.#blockedMs, this.#longestMs];
    Object.assign(this.#cpuMs, { cpu: 0, heap: 0, other: 0 });
    this.#blockedMs = 0;
    this.#longestMs = 0;
    // A window that was flushed right after it began is not judged by what ending it takes.
    const ofMs = Math.max(windowMs, 1);
    const shares = { cpu: cpu / ofMs, heap: heap / ofMs, other: other / ofMs, sampler: (cpuHz * SAMPLE_MS) / 1000 };
    return { windowMs, shares, blockedMs, longestMs };
  }
}
