/** Verdicts as the server answers them, with what a test is about. */
import type { Comparison, DeployVerdict, Finding, MatchedFunction } from '@perf/profile';

const MINUTE = 60_000;
const NINE = Date.UTC(2026, 10, 23, 9);

export function findingOf(name: string, given: Partial<Finding> = {}): Finding {
  const ref = { name, file: `src/${name}.ts`, package: '' };
  return {
    ...{ label: 'regressed', kind: 'self', function: ref, path: [ref], baseNode: 1, comparisonNode: 1 },
    ...{ delta: 0.11, low: 0.081, high: 0.139, t: 9, df: 4, p: 0.0001 },
    ...{ base: { samples: 6600, share: 0.16 }, comparison: { samples: 11_200, share: 0.27 } },
    ...{ matched: '', movedFrom: null },
    ...given,
  };
}

/** A function that is called otherwise than before, or is in another file. */
export function matchOf(before: string, now: string, how: string, file = `src/${before}.ts`): MatchedFunction {
  return {
    base: { name: before, file, package: '' },
    comparison: { name: now, file: `src/${now}.ts`, package: '' },
    how,
  };
}

export function comparisonOf(given: Partial<Comparison> = {}): Comparison {
  return {
    ...{ outcome: 'unchanged', missing: [], findings: [], service: null, detectable: 0.0041, matches: [] },
    detectableByShare: [
      { share: 0.001, delta: 0.0019 },
      { share: 0.01, delta: 0.0041 },
      { share: 0.1, delta: 0.0142 },
    ],
    ...{ design: 'canary', advisoryOnly: false, look: 20, q: 0.0167, tested: 5 },
    base: { instances: 3, windows: 60, samples: 36_000, droppedWindows: 15 },
    comparison: { instances: 3, windows: 60, samples: 39_432, droppedWindows: 15 },
    ...given,
  };
}

export function verdictOf(result: Partial<Comparison>, given: Partial<DeployVerdict> = {}): DeployVerdict {
  return {
    ...{ service: 'shop', env: 'prod', version: '1.1.0', previous: '1.0.0', madeMs: NINE + 30 * MINUTE },
    range: { fromMs: NINE, untilMs: NINE + 25 * MINUTE },
    baseRange: { fromMs: NINE, untilMs: NINE + 25 * MINUTE },
    result: comparisonOf(result),
    heap: null,
    ...given,
  };
}

/** A function that takes more, one that moved there from it, and what makes up for it. */
export function regressedIn(fn: { readonly name: string; readonly file: string }): Partial<Comparison> {
  const ref = { ...fn, package: '' };
  return {
    outcome: 'regressed',
    findings: [
      findingOf(fn.name, { function: ref }),
      findingOf('tax', { label: 'moved', delta: 0.03, low: 0.01, high: 0.05, movedFrom: ref }),
      findingOf('legacy', { label: 'gone', delta: -0.04, low: -0.052, high: -0.028 }),
    ],
  };
}
