import type { ChangesReport, DeployVerdict, LeaksReport, Regression, RegressionsReport } from '@perf/profile';
import type { Params } from '../params.js';
import { compareVersions, type NamedRange } from '../verdicts/compare-versions.js';
import type { Of } from '../verdicts/verdict-reader.js';
import type { QueryCall } from './call.js';

/** Blocks nothing at 0.05; CI takes 0.01. */
export const rates = ['0.05', '0.01'] as const;

/** A version compared with another one now, whoever deployed what; with a range, what ran in it, whatever its version. */
export const verdict: QueryCall = {
  params: ['service', 'env', 'base', 'version', 'q', 'baseFrom', 'baseUntil', 'from', 'until'],
  async answer(params, { store, limits, nowMs }): Promise<DeployVerdict> {
    const compared = await compareVersions(
      store,
      {
        service: params.required('service', 'checkout'),
        env: params.text('env') ?? '',
        previous: params.required('base', '1.4.1'),
        version: params.required('version', '1.4.2'),
        base: rangeIn(params, nowMs, 'baseFrom', 'baseUntil'),
        comparison: rangeIn(params, nowMs, 'from', 'until'),
        q: Number(params.oneOf('q', rates, '0.05')),
        atOnce: true,
      },
      nowMs,
      limits.groups,
    );
    return (compared as NonNullable<typeof compared>).verdict;
  },
};

/** What is compared in place of a version, which then only names it. */
export function rangeIn(params: Params, nowMs: number, from: string, until: string): NamedRange | undefined {
  if (params.text(from) === undefined && params.text(until) === undefined) return undefined;
  return { ...params.range(nowMs, from, until), labels: {} };
}

/** What got slower with a deploy, as the verdicts in the background found it. */
export const regressions: QueryCall = {
  params: ['service', 'env'],
  async answer(params, { verdicts }): Promise<RegressionsReport> {
    return { regressions: verdicts.verdicts(of(params)).flatMap(regressionsIn) };
  },
};

/** What is allocated and never freed, as the tests in the background found it. */
export const leaks: QueryCall = {
  params: ['service', 'env'],
  async answer(params, { verdicts }): Promise<LeaksReport> {
    return verdicts.leaks(of(params));
  },
};

/** Functions that changed for good, whether with a deploy or without. */
export const changes: QueryCall = {
  params: ['service', 'env'],
  async answer(params, { verdicts }): Promise<ChangesReport> {
    return verdicts.changes(of(params));
  },
};

function of(params: Params): Of {
  return { service: params.text('service'), env: params.text('env') };
}

function regressionsIn({ result, ...deploy }: DeployVerdict): Regression[] {
  const grew = result.findings.filter(({ label, delta }) => label === 'regressed' || (label === 'new' && delta > 0));
  return grew.map((finding) => ({ ...deploy, advisoryOnly: result.advisoryOnly, finding }));
}
