import type { Comparison, Finding, VerdictSide, VerdictWindow } from '@perf/profile/verdict/index.js';
import { profileOf } from './profile-of.js';

const MINUTE = 60_000;

/** What each window has besides samples. */
export interface SideOptions {
  /** One window for each instance if 1; otherwise its samples in so many windows of a minute. */
  readonly windows?: number;
  readonly cpuSeconds?: readonly number[];
  readonly requests?: readonly number[];
}

/** A side from a drawing: a line for each stack, a column for each instance. */
export function sideOf(drawing: string, { windows = 1, cpuSeconds, requests }: SideOptions = {}): VerdictSide {
  const columns = (drawing.trim().split('\n')[0] as string).trim().split(/\s+/).length - 1;
  const types = Array.from({ length: columns }, (_, at) => `instance${at}/count`);
  const { stacks, samples } = profileOf(drawing, { types });
  const vector = samples[0]?.vector;
  const of = (instance: number): VerdictWindow[] => {
    const values = vector?.values[instance] ?? new Float64Array();
    return Array.from({ length: windows }, (_, window) => ({
      instance: `i${instance}`,
      fromMs: window * MINUTE,
      untilMs: (window + 1) * MINUTE,
      node: vector?.node ?? new Int32Array(),
      count: values.map((value) => value / windows),
      cpuSeconds: cpuSeconds === undefined ? null : (cpuSeconds[instance] as number) / windows,
      requests: requests === undefined ? null : (requests[instance] as number) / windows,
    }));
  };
  return { stacks, windows: types.flatMap((_, instance) => of(instance)) };
}

/** The outcome, then a line for each finding: label, change and its interval in percent, kind, path. */
export function verdictText({ outcome, findings, missing }: Comparison): string[] {
  return [outcome, ...missing, ...findings.map(findingText)];
}

function findingText({ label, delta, low, high, kind, path, movedFrom }: Finding): string {
  const percent = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}`;
  const names = path.map(({ name }) => name).join(';');
  const from = movedFrom === null ? '' : ` (from ${movedFrom.name})`;
  return `${label} ${percent(delta)} % [${percent(low)}, ${percent(high)}] ${kind} ${names}${from}`;
}
