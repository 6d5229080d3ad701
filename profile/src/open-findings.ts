import type { Leak, ShareChange } from './api.js';

/** Leaks that are still there, the soonest to fill a heap first, as they came. */
export function openLeaks(leaks: readonly Leak[]): Leak[] {
  return leaks.filter(({ endedMs }) => endedMs === null);
}

/** Changes that no deploy explains and that did not go away. */
export function openChanges(changes: readonly ShareChange[]): ShareChange[] {
  return changes.filter(({ version, wentAwayMs }) => version === null && wentAwayMs === null);
}
