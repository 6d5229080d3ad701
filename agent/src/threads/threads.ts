import type { Observation } from '../window.js';

/** The other threads of the process, seen from the one that packs the windows. */
export interface Threads {
  /** Asks every thread for what it saw. Resolves when all have answered, or when it is no use to wait any longer. */
  gather(): Promise<void>;
  /** The same for the `exit` event: blocks, but not for long. */
  gatherSync(): void;
  /** What came in since this was last asked, of threads that have ended too, and how many profiles were given up. */
  take(): { observations: readonly Observation[]; dropped: number };
  /** The label `thread` of this thread's own samples, undefined for none. */
  name(): string | undefined;
}

/** The other threads of a thread that speaks for itself alone. */
export function alone(name: () => string): Threads {
  return { gather: () => Promise.resolve(), gatherSync() {}, take: () => ({ observations: [], dropped: 0 }), name };
}
