import type { QueryCall } from './call.js';
import { diff } from './diff.js';
import { exportProfile } from './export.js';
import { flamegraph } from './flamegraph.js';
import { functionReport } from './function.js';
import { functionHistory } from './function-history.js';
import { hotpaths } from './hotpaths.js';
import { deploys, labels, labelValues, services } from './labels.js';
import { numbers } from './numbers.js';
import { series } from './series.js';
import { topReport } from './top.js';
import { changes, leaks, regressions, verdict } from './verdicts.js';

/** Every call of the API that reads, by the last part of its path. A new report is added here. */
export const queryCalls = {
  services,
  labels,
  'label-values': labelValues,
  series,
  numbers,
  flamegraph,
  diff,
  top: topReport,
  function: functionReport,
  'function-history': functionHistory,
  hotpaths,
  deploys,
  verdict,
  regressions,
  leaks,
  changes,
  export: exportProfile,
} as const satisfies Record<string, QueryCall>;

export type QueryName = keyof typeof queryCalls;
