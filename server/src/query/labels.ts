import type { DeploysReport, LabelsReport, LabelValuesReport, SampleType, ServicesReport } from '@perf/profile';
import type { Params } from '../params.js';
import { parseSelector } from '../selector.js';
import type { LabelIndex, LabelQuery } from '../store/store.js';
import type { QueryCall, QueryContext } from './call.js';

/** Everything that is stored, where no range is given. */
function queryOf(params: Params, { nowMs, limits }: QueryContext): LabelQuery {
  const given = params.text('from') !== undefined || params.text('until') !== undefined;
  const range = given ? params.range(nowMs) : { fromMs: 0, untilMs: nowMs + limits.futureMs };
  return { ...range, matchers: parseSelector(params.text('query') ?? '', limits.selectorLength).matchers };
}

export const services: QueryCall = {
  params: ['query', 'from', 'until'],
  async answer(params, context): Promise<ServicesReport> {
    const { series } = await context.store.labels(queryOf(params, context));
    const names = [...new Set(series.map(({ labels }) => labels.service ?? ''))].sort();
    return {
      services: await Promise.all(
        names.map(async (name) => {
          const own = series.filter(({ labels }) => labels.service === name);
          const types = new Map<string, SampleType>();
          for (const type of own.flatMap((one) => one.sampleTypes)) types.set(`${type.type}/${type.unit}`, type);
          const present = distinct(own.map(({ labels }) => labels.version));
          const spans = await context.store.versions(name);
          const byAppearance = [...new Set(spans.map((span) => span.version))].reverse();
          return {
            name,
            sampleTypes: [...types.values()],
            versions: byAppearance.filter((version) => present.includes(version)),
            envs: distinct(own.map(({ labels }) => labels.env)),
            instances: distinct(own.map(({ labels }) => labels.instance ?? '')).length,
            firstMs: Math.min(...own.map((one) => one.firstMs)),
            lastMs: Math.max(...own.map((one) => one.lastMs)),
          };
        }),
      ),
    };
  },
};

export const labels: QueryCall = {
  params: ['query', 'from', 'until'],
  async answer(params, context): Promise<LabelsReport> {
    const index = await context.store.labels(queryOf(params, context));
    return { labels: [...valuesByName(index).keys()].sort() };
  },
};

export const labelValues: QueryCall = {
  params: ['name', 'query', 'from', 'until'],
  async answer(params, context): Promise<LabelValuesReport> {
    const name = params.required('name', 'version');
    const index = await context.store.labels(queryOf(params, context));
    return { name, values: [...(valuesByName(index).get(name) ?? [])].sort() };
  },
};

export const deploys: QueryCall = {
  params: ['service'],
  async answer(params, context): Promise<DeploysReport> {
    const service = params.required('service', 'checkout');
    const verdicts = context.verdicts.verdicts({ service });
    const previous = new Map<string, string>();
    const found = (await context.store.versions(service)).map((span) => {
      const verdict = verdicts.find(({ env, version }) => env === span.env && version === span.version) ?? null;
      const noted = context.notes.find(
        (one) => one.service === service && one.env === span.env && one.version === span.version,
      );
      const deploy = { ...span, previous: previous.get(span.env) ?? null, verdict, note: noted?.note ?? null };
      previous.set(span.env, span.version);
      return deploy;
    });
    return { service, deploys: found.reverse() };
  },
};

function valuesByName({ series, sampleLabels }: LabelIndex): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  const add = (name: string, value: string): void => {
    const known = values.get(name);
    if (known === undefined) values.set(name, new Set([value]));
    else known.add(value);
  };
  for (const one of series) for (const [name, value] of Object.entries(one.labels)) add(name, value);
  for (const [name, all] of sampleLabels) for (const value of all) add(name, value);
  return values;
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}
