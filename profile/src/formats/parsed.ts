import type { Profile } from '../types.js';

/** What a file holds. */
export interface ParsedProfile {
  readonly profile: Profile;
  /** The time it covers; NaN where the file does not say. */
  readonly durationMs: number;
}
