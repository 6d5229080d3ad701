/** What the server says it found without a deploy: leaks and changes of a service `shop`. */
import type {
  BudgetReport,
  BudgetsReport,
  ChangesReport,
  KeptBudget,
  Leak,
  LeaksReport,
  ShareChange,
} from '@perf/profile';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MIB = 2 ** 20;

const ref = (name: string) => ({ name, file: `src/${name}.ts`, package: '' });

export function leakOf(name: string, nowMs: number, given: Partial<Leak> = {}): Leak {
  const range = { fromMs: nowMs - 50 * MINUTE, untilMs: nowMs };
  return {
    ...{ id: name.padEnd(16, '0'), service: 'shop', env: 'demo', function: ref(name), line: 12 },
    ...{ path: [ref('main'), ref(name)], pathId: '0123456789abcdef', verdict: 'leak' },
    bytesPerHour: { value: 12.3 * MIB, low: 11.2 * MIB, high: 13.5 * MIB },
    msToLimit: { value: 14 * HOUR, low: 12.5 * HOUR, high: 16 * HOUR },
    ...{ instances: [], foundIn: 2, testedIn: 3, versions: ['1.1.0'] },
    ...{ sinceMs: range.fromMs, range, foundMs: nowMs - 20 * MINUTE, seenMs: nowMs - MINUTE, endedMs: null },
    ...given,
  };
}

export function changeOf(name: string, nowMs: number, given: Partial<ShareChange> = {}): ShareChange {
  const range = { fromMs: nowMs - 40 * MINUTE, untilMs: nowMs - 30 * MINUTE };
  return {
    ...{ id: name.padEnd(16, '1'), service: 'shop', env: 'demo', function: ref(name), range },
    ...{ before: 0.0412, after: 0.086, ratio: { value: 2.09, low: 1.91, high: 2.28 }, p: 1e-6 },
    beforeRange: { fromMs: nowMs - 24 * HOUR, untilMs: range.fromMs },
    afterRange: { fromMs: range.untilMs, untilMs: nowMs },
    ...{ version: null, foundMs: nowMs - 10 * MINUTE, seenMs: nowMs - MINUTE, wentAwayMs: null },
    ...given,
  };
}

/** Of `fn`, which leaks, of one that is too young to tell, and of one that ended. */
export function leaksOf(fn: string, nowMs = Date.now()): LeaksReport {
  return {
    leaks: [
      leakOf(fn, nowMs),
      leakOf('remember', nowMs, { verdict: 'growing', msToLimit: null, foundIn: 1 }),
      leakOf('subscribe', nowMs, { endedMs: nowMs - 10 * MINUTE }),
    ],
    tested: [{ service: 'shop', env: 'demo', testedMs: nowMs - MINUTE, instances: 3, young: 1, sites: 412 }],
  };
}

export function changesOf(fn: string, nowMs = Date.now()): ChangesReport {
  return {
    changes: [
      changeOf(fn, nowMs),
      changeOf('render', nowMs, {
        ...{ before: 0.12, after: 0.06, ratio: { value: 0.5, low: 0.46, high: 0.54 } },
        ...{ version: '1.1.0', wentAwayMs: nowMs - 5 * MINUTE },
      }),
    ],
    looked: [
      {
        ...{ service: 'shop', env: 'demo', lookedMs: nowMs - MINUTE, functions: 50, share: 0.94 },
        range: { fromMs: nowMs - 48 * HOUR, untilMs: nowMs },
      },
    ],
  };
}

/** Looked at, and nothing found. */
export function nothingFound(nowMs = Date.now()): { leaks: LeaksReport; changes: ChangesReport } {
  return {
    leaks: { ...leaksOf('', nowMs), leaks: [] },
    changes: { ...changesOf('', nowMs), changes: [] },
  };
}

/** One that is broken, one that is kept, and one of which nothing can be said yet. */
export function budgetsOf(): BudgetsReport {
  const of = (name: string, report: Partial<BudgetReport>, atMostPercent: number): KeptBudget => {
    const budget = { kind: 'cpuPerRequest', name, service: 'shop', atMostPercent } as const;
    const measured = {
      unit: '%',
      limit: atMostPercent,
      q: 0.05,
      missing: [],
      value: 11.2,
      low: 7.1,
      high: 15.2,
    } as const;
    const where = { env: 'demo', version: '1.1.0', base: '1.0.0', range: null, baseRange: null };
    return { budget, source: 'api', reports: [{ budget, status: 'kept', ...measured, ...where, ...report }] };
  };
  const unknown = { value: null, low: null, high: null, missing: ['The new version has too few windows.'] };
  return {
    budgets: [
      of('checkout', { status: 'broken' }, 3),
      of('search', {}, 20),
      of('mail', { status: 'undecided', ...unknown }, 5),
    ],
  };
}
