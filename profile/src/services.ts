import type { SeriesReport, ServiceSummary } from './api.js';
import { matchesText, wantedText } from './match.js';

/** A service as the first page shows it: what it took of the CPU, and what it holds. */
export interface ServiceCost {
  readonly service: ServiceSummary;
  /** By second of an instance, over time; empty where no CPU was recorded. */
  readonly cpu: readonly (number | null)[];
  /** Nanoseconds in all. */
  readonly cpuTotal: number;
  /** Of all services' CPU time; null where nothing was recorded. */
  readonly cpuShare: number | null;
  /** What an instance holds, over time, in bytes. */
  readonly heap: readonly (number | null)[];
  /** The last of them; null where there is none. */
  readonly heapNow: number | null;
}

/** The dearest first; then those without CPU time, by name. */
export function serviceCosts(
  services: readonly ServiceSummary[],
  cpu: SeriesReport | null,
  heap: SeriesReport | null,
): ServiceCost[] {
  const groupOf = (report: SeriesReport | null, name: string) =>
    report?.groups.find(({ labels }) => labels.service === name);
  const sum = (values: readonly (number | null)[]) => values.reduce<number>((all, value) => all + (value ?? 0), 0);
  const all = sum((cpu?.groups ?? []).map(({ values }) => sum(values)));
  const costs = services.map((service): ServiceCost => {
    const group = groupOf(cpu, service.name);
    const held = groupOf(heap, service.name)?.values ?? [];
    const cpuTotal = sum(group?.values ?? []);
    return {
      service,
      cpu: group?.perSecond ?? [],
      cpuTotal,
      cpuShare: group && all > 0 ? cpuTotal / all : null,
      heap: held,
      heapNow: held.findLast((value) => value !== null) ?? null,
    };
  });
  return costs.sort((a, b) => b.cpuTotal - a.cpuTotal || (a.service.name < b.service.name ? -1 : 1));
}

/** Services whose name, version or environment has these letters. */
export function findServices(costs: readonly ServiceCost[], search: string): readonly ServiceCost[] {
  const wanted = wantedText(search);
  if (wanted === '') return costs;
  return costs.filter(({ service: { name, versions, envs } }) => matchesText([name, ...versions, ...envs], wanted));
}
