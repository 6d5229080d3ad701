import { perftools } from './generated/pprof.js';
import type { Pprof } from './message.js';

/**
 * A profile to bytes, not compressed. The profile is taken as it is: `check` is for what comes from outside. Runs without
 * Node.
 */
export function encodePprof(pprof: Pprof): Uint8Array {
  return perftools.profiles.Profile.encode(pprof).finish();
}
