import { reasonOf } from './log.js';

/** @datadog/pprof, typed. It is loaded by `loadPprof` alone: loading it is what fails where it has no binary. */
export type Pprof = typeof import('@datadog/pprof');

/**
 * Loads the profilers.
 * @throws Error with a message of one line where there is no binary for this platform and version of Node.
 */
export function loadPprof(): Pprof {
  try {
    return require('@datadog/pprof') as Pprof;
  } catch (error) {
    const platform = `Node ${process.version} on ${process.platform}-${process.arch}`;
    throw new Error(`@datadog/pprof cannot be loaded with ${platform} (${reasonOf(error)})`);
  }
}
