import { isNearlyOne, rulerOf } from './contrast.js';
import type { Look } from './looks.js';
import type { Denominator, Design, VerdictWindow } from './types.js';
import { byInstance } from './warm-up.js';

/** What is known before anything is computed. Pairs are of the base and the comparison. */
export interface Preconditions {
  readonly design: Design;
  readonly denominator: Denominator;
  readonly looks: readonly number[];
  readonly look: Look | null;
  /** Samples of each cluster of a side. */
  readonly clusters: readonly (readonly number[])[];
  readonly windows: readonly (readonly VerdictWindow[])[];
  /** Empty where warm-up is not looked for. */
  readonly unsteady: readonly boolean[];
}

/** Fewer CPU samples of a side say nothing about any function. */
const LEAST_SAMPLES = 500;

const SIDES = ['base', 'new version'];

/** Why no verdict can be given yet, in sentences for those who wait for one. */
export function missingBefore(known: Preconditions): string[] {
  const { design, denominator, looks, look, clusters, windows, unsteady } = known;
  const missing: string[] = [];
  for (const [side, name] of SIDES.entries()) {
    const sizes = clusters[side] as readonly number[];
    const count = sizes.length;
    if (windows[side]?.length === 0) {
      missing.push(`The ${name} has no profiles once its instances have warmed up.`);
    } else if (count < 2) {
      missing.push(
        design === 'single'
          ? `The ${name} has ${count} block of five windows; two are needed to see how much it varies.`
          : `The ${name} has ${count} instance; two are needed to tell a change from what differs between processes.`,
      );
    } else if (samplesOf(windows[side] ?? []) < LEAST_SAMPLES) {
      missing.push(`The ${name} has fewer than ${LEAST_SAMPLES} CPU samples.`);
    } else if (isNearlyOne(rulerOf(Float64Array.from(sizes)))) {
      missing.push(
        `Nearly all the work of the ${name} is done by one ${design === 'single' ? 'block' : 'instance'}: what differs between processes cannot be seen.`,
      );
    } else if (unsteady[side] === true) {
      missing.push(`The ${name} is not steady yet: garbage collection and compiling still take more than they will.`);
    }
    if (denominator === 'requests' && uncounted(windows[side] ?? [])) {
      missing.push(`Requests of the ${name} were not counted in all windows; compare by samples instead.`);
    }
  }
  if (missing.length === 0 && looks.length > 0 && look === null) {
    missing.push(`The new version is looked at once most of its instances have ${looks[0]} windows after warming up.`);
  }
  return missing;
}

export function samplesOf(windows: readonly VerdictWindow[]): number {
  let samples = 0;
  for (const { count } of windows) for (const one of count) samples += one;
  return samples;
}

function uncounted(windows: readonly VerdictWindow[]): boolean {
  return [...byInstance(windows).values()].some((times) =>
    times.some(({ parts }) => parts.every(({ requests }) => requests === null)),
  );
}
