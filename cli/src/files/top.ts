import type { TopReport } from '@perf/profile/api.js';
import { top } from '@perf/profile/top.js';
import type { Selected } from './selected.js';

/** The report that the server makes of a selection, of a file. */
export function topOf({ type, unit, tree, side }: Selected, limit: number): TopReport {
  return { type, unit, ...side, functions: top(tree).slice(0, limit) };
}
