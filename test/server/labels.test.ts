import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeploysReport, LabelsReport, LabelValuesReport, ServicesReport } from '@perf/profile';
import { drawnPprof, MINUTE, minute, NOON } from './drawn.js';
import { RunningServer } from './running.js';

const DAY_MINUTES = 24 * 60;

describe('what there is', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
    const push = (after: number, labels: Record<string, string>, drawing = 'main 1', types = ['cpu/nanoseconds']) =>
      server.push({ ...labels, ...minute(after) }, drawnPprof(drawing, { types }));
    await push(5, { service: 'shop', version: '1.1', env: 'prod', instance: 'a' }, 'main 1 {endpoint=/pay}');
    await push(0, { service: 'shop', version: '1.0', env: 'prod', instance: 'a', region: 'eu' });
    await push(9, { service: 'shop', version: '1.0', env: 'prod', instance: 'b' });
    await push(3, { service: 'shop', version: '1.1', env: 'test', instance: 'c' }, 'main 1 {endpoint=/list}');
    await push(DAY_MINUTES, { service: 'shop', version: '1.2', env: 'prod', instance: 'a' });
    await push(DAY_MINUTES, { service: 'mail', tenant: 'x' }, 'main 1 2', ['inuse_objects/count', 'inuse_space/bytes']);
  });
  afterAll(() => server.stop());

  /** A window counts at its midpoint. */
  const middle = (after: number) => NOON + (after + 0.5) * MINUTE;

  it('is listed by service: sample types, versions newest first, environments, instances, and when', async () => {
    expect(await server.get<ServicesReport>('/api/v1/services')).toEqual({
      services: [
        {
          name: 'mail',
          sampleTypes: [
            { type: 'inuse_objects', unit: 'count' },
            { type: 'inuse_space', unit: 'bytes' },
          ],
          versions: [],
          envs: [],
          instances: 1,
          firstMs: middle(DAY_MINUTES),
          lastMs: middle(DAY_MINUTES),
        },
        {
          name: 'shop',
          sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }],
          versions: ['1.2', '1.1', '1.0'],
          envs: ['prod', 'test'],
          instances: 3,
          firstMs: middle(0),
          lastMs: middle(DAY_MINUTES),
        },
      ],
    });
  });

  it('is listed for what a query and a range leave', async () => {
    const { services } = await server.get<ServicesReport>('/api/v1/services', {
      query: '{env="prod"}',
      from: String(NOON),
      until: String(NOON + 10 * MINUTE),
    });
    expect(services).toMatchObject([{ name: 'shop', versions: ['1.1', '1.0'], envs: ['prod'], instances: 2 }]);
  });

  it('has labels, of series and inside profiles', async () => {
    const labels = async (search = {}) => (await server.get<LabelsReport>('/api/v1/labels', search)).labels;
    expect(await labels()).toEqual(['endpoint', 'env', 'instance', 'region', 'service', 'tenant', 'version']);
    expect(await labels({ query: '{service="mail"}' })).toEqual(['service', 'tenant']);
  });

  it('has values for a label, of series and inside profiles', async () => {
    const values = async (name: string, search = {}) =>
      (await server.get<LabelValuesReport>('/api/v1/label-values', { name, ...search })).values;
    expect(await values('version')).toEqual(['1.0', '1.1', '1.2']);
    expect(await values('version', { query: '{instance="c"}' })).toEqual(['1.1']);
    expect(await values('endpoint')).toEqual(['/list', '/pay']);
    expect(await values('constructor')).toEqual([]);
    expect(await server.refusal('/api/v1/label-values')).toBe('400 name is missing: write name=version.');
  });

  it('has deploys: versions by first appearance in each environment, newest first', async () => {
    const { deploys } = await server.get<DeploysReport>('/api/v1/deploys', { service: 'shop' });
    expect(deploys.map(({ version, env, previous }) => `${env} ${previous} -> ${version}`)).toEqual([
      'prod 1.1 -> 1.2',
      'prod 1.0 -> 1.1',
      'test null -> 1.1',
      'prod null -> 1.0',
    ]);
    expect(deploys.at(-1)).toEqual({
      version: '1.0',
      env: 'prod',
      firstMs: middle(0),
      lastMs: middle(9),
      previous: null,
      verdict: null,
      note: null,
    });
  });

  it('has no deploys for a service that names no version, or is not there', async () => {
    const deploys = (service: string) => server.get<DeploysReport>('/api/v1/deploys', { service });
    expect(await deploys('mail')).toEqual({ service: 'mail', deploys: [] });
    expect(await deploys('nobody')).toEqual({ service: 'nobody', deploys: [] });
    expect(await server.refusal('/api/v1/deploys')).toBe('400 service is missing: write service=checkout.');
  });

  it('sees a deploy that arrives late where it belongs', async () => {
    await server.push({ service: 'late', version: '2', ...minute(10) }, drawnPprof('main 1'));
    await server.push({ service: 'late', version: '1', ...minute(0) }, drawnPprof('main 1'));
    const { deploys } = await server.get<DeploysReport>('/api/v1/deploys', { service: 'late' });
    expect(deploys.map(({ version, previous }) => `${previous} -> ${version}`)).toEqual(['1 -> 2', 'null -> 1']);
  });
});
