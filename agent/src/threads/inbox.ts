import type { Observation } from '../window.js';

/** Beside the main thread's two, what the server takes as one window. */
const MOST_PROFILES = 62;
const MOST_BYTES = 4 * 1024 * 1024;

/** What threads have seen and no window holds yet: bounded, the oldest go first. */
export class Inbox {
  #observations: Observation[] = [];
  #dropped = 0;

  add(observation: Observation): void {
    this.#observations.push(observation);
    while (this.#observations.length > 1 && this.#isOver()) {
      this.#dropped += this.#observations.shift()?.profiles.length ?? 0;
    }
  }

  /** Everything, and how many profiles were given up since this was last asked. */
  take(): { observations: readonly Observation[]; dropped: number } {
    const taken = { observations: this.#observations, dropped: this.#dropped };
    this.#observations = [];
    this.#dropped = 0;
    return taken;
  }

  #isOver(): boolean {
    const profiles = this.#observations.flatMap((one) => one.profiles);
    return profiles.length > MOST_PROFILES || profiles.reduce((sum, { bytes }) => sum + bytes.length, 0) > MOST_BYTES;
  }
}
