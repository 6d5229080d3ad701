/** What the server says of deploys when it has compared them: each outcome, as pages show it. */
import type { Comparison, Deploy, DeployNote, DeploysReport } from '@perf/profile';
import { findingOf, matchOf, verdictOf } from './verdict-of.js';

const HOUR = 3_600_000;

const SERVICE: Comparison['service'] = {
  ...{ outcome: 'regressed', base: 0.0123, comparison: 0.0137, change: 0.11, low: 0.071, high: 0.152 },
  ...{ t: 6, df: 4, p: 0.001 },
};

const REGRESSED: Partial<Comparison> = {
  outcome: 'regressed',
  findings: [
    findingOf('price'),
    findingOf('audit', { label: 'new', delta: 0.012, low: 0.0091, high: 0.0149, base: { samples: 0, share: 0 } }),
    findingOf('handle', { kind: 'inclusive', delta: 0.13, low: 0.09, high: 0.17, matched: 'same name and package' }),
    findingOf('tax', { label: 'moved', delta: 0.03, low: 0.01, high: 0.05, movedFrom: findingOf('total').function }),
    findingOf('legacy', {
      label: 'gone',
      delta: -0.04,
      low: -0.052,
      high: -0.028,
      comparison: { samples: 0, share: 0 },
    }),
  ],
  service: SERVICE,
  matches: [
    matchOf('handle', 'handle', 'same name and package', 'src/router.ts'),
    matchOf('sum', 'sumOf', 'alike in name, callers and callees, by 82 %'),
  ],
};

const IMPROVED: Partial<Comparison> = {
  outcome: 'improved',
  findings: [findingOf('render', { label: 'improved', delta: -0.05, low: -0.069, high: -0.031 })],
  design: 'single',
  advisoryOnly: true,
};

const UNDECIDED: Partial<Comparison> = {
  outcome: 'undecided',
  missing: ['The new version is looked at once most of its instances have 10 windows after warming up.'],
  detectable: null,
  detectableByShare: [],
  look: null,
  tested: 0,
};

const NOTE: DeployNote = {
  message: 'Prices by region',
  link: 'https://example.com/pull/417',
  commit: '4f2a91c',
  atMs: Date.UTC(2026, 10, 23, 6),
};

/** By version; the first has none. */
const RESULTS = {
  '1.0.0': null,
  '1.1.0': REGRESSED,
  '1.2.0': {},
  '1.3.0': IMPROVED,
  '1.4.0': UNDECIDED,
} as const satisfies Record<string, Partial<Comparison> | null>;

/** The versions of `shop` up to one of them, an hour apart. */
export function deploysUpTo(newest: keyof typeof RESULTS, nowMs = Date.now()): DeploysReport {
  const versions = Object.keys(RESULTS) as (keyof typeof RESULTS)[];
  const known = versions.slice(0, versions.indexOf(newest) + 1);
  const deploys = known.map((version, at): Deploy => {
    const firstMs = nowMs - (known.length - at) * HOUR;
    const previous = known[at - 1] ?? null;
    const range = { fromMs: firstMs, untilMs: firstMs + HOUR / 2 };
    const result = RESULTS[version];
    const verdict =
      result && previous
        ? verdictOf(result, { env: 'demo', version, previous, range, baseRange: range, madeMs: range.untilMs })
        : null;
    // Until the next one has taken over.
    const lastMs = Math.min(nowMs, firstMs + HOUR * (at === 1 ? 1.6 : 1.1));
    return { version, env: 'demo', firstMs, lastMs, previous, verdict, note: version === '1.1.0' ? NOTE : null };
  });
  return { service: 'shop', deploys: deploys.reverse() };
}
