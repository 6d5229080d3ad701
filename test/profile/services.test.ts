import { describe, expect, it } from '@jest/globals';
import { findServices, type SeriesReport, type ServiceSummary, serviceCosts } from '@perf/profile';

function service(name: string, versions: string[] = [], envs: string[] = []): ServiceSummary {
  return { name, versions, envs, sampleTypes: [], instances: 1, firstMs: 0, lastMs: 0 };
}

function series(groups: Record<string, (number | null)[]>): SeriesReport {
  return {
    type: 'cpu',
    unit: 'nanoseconds',
    fromMs: 0,
    untilMs: 2,
    stepMs: 1,
    times: [0, 1],
    groups: Object.entries(groups).map(([name, values]) => ({ labels: { service: name }, values, perSecond: values })),
    others: 0,
    resolutionMs: 0,
    untold: [],
  };
}

describe('services', () => {
  const services = [service('a'), service('dear'), service('idle'), service('b')];

  it('come by what they cost, those without CPU time by name', () => {
    const costs = serviceCosts(services, series({ dear: [5, 1], b: [null, 2] }), series({ a: [7, 9], b: [3, null] }));
    expect(costs.map(({ service: { name }, cpuShare, heapNow }) => `${name} ${cpuShare} ${heapNow}`)).toEqual([
      'dear 0.75 null',
      'b 0.25 3',
      'a null 9',
      'idle null null',
    ]);
  });

  it('are all there while their costs are not known yet', () => {
    expect(serviceCosts(services, null, null).map(({ service: { name } }) => name)).toEqual(['a', 'b', 'dear', 'idle']);
  });

  it('are found by name, version and environment', () => {
    const costs = serviceCosts([service('shop', ['1.2.0'], ['prod']), service('mail', [], ['test'])], null, null);
    const find = (text: string) => findServices(costs, text).map((cost) => cost.service.name);
    expect([find(''), find(' SHO '), find('1.2'), find('test'), find('x')]).toEqual([
      ['mail', 'shop'],
      ['shop'],
      ['shop'],
      ['mail'],
      [],
    ]);
  });
});
