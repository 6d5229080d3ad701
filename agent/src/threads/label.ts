import type { PprofProfile } from '../pprof.js';

/** Puts the label `thread` on every sample of a profile, in place. */
export function labelThread(profile: PprofProfile | undefined, thread: string | undefined): void {
  if (profile === undefined || thread === undefined) return;
  const key = profile.stringTable.dedup('thread');
  const str = profile.stringTable.dedup(thread);
  for (const sample of profile.sample) {
    // The class of labels is known to the class of samples alone: pprof-format is not a dependency of this package.
    const Sample = sample.constructor as new (of: { label: object[] }) => typeof sample;
    sample.label.push(...new Sample({ label: [{ key, str }] }).label);
  }
}
