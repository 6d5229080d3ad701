import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SeriesReport } from '@perf/profile';
import { drawnPprof, MINUTE, minute, NOON } from './drawn.js';
import { RunningServer } from './running.js';

describe('/api/v1/series', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
    const cpu = (after: number, instance: string, drawing: string) =>
      server.push({ service: 'shop', instance, ...minute(after) }, drawnPprof(drawing));
    await cpu(0, 'a', 'main;a 6 {endpoint=/a}\nmain 1');
    await cpu(0, 'b', 'main;b 5');
    await cpu(1, 'a', 'main;a 3 {endpoint=/a}');
    await cpu(4, 'a', 'main;a 60');
    for (const [after, bytes] of [100, 200, 300].entries()) {
      const types = ['inuse_objects/count', 'inuse_space/bytes'];
      await server.push({ service: 'shop', ...minute(after) }, drawnPprof(`main 1 ${bytes}`, { types }));
    }
  });
  afterAll(() => server.stop());

  const ask = (query: string, search: Record<string, string> = {}) =>
    server.get<SeriesReport>('/api/v1/series', {
      query,
      from: String(NOON),
      until: String(NOON + 5 * MINUTE),
      step: '1m',
      ...search,
    });

  /** The groups, one a line. */
  const lines = ({ groups }: SeriesReport) =>
    groups.map(({ labels, values }) => `${Object.values(labels).join(' ')}: ${values.join(' ')}`);

  it('sums delta types over each step, with nothing where nothing was recorded', async () => {
    const report = await ask('cpu{service="shop"}');
    expect(report).toEqual({
      type: 'cpu',
      unit: 'nanoseconds',
      fromMs: NOON,
      untilMs: NOON + 5 * MINUTE,
      stepMs: MINUTE,
      times: [0, 1, 2, 3, 4].map((after) => NOON + after * MINUTE),
      groups: [{ labels: {}, values: [12, 3, null, null, 60], perSecond: [0.1, 0.05, null, null, 1] }],
      others: 0,
      resolutionMs: 0,
      untold: [],
    });
  });

  it('shows instant types as what one snapshot held on average', async () => {
    const report = await ask('inuse_space{service="shop"}', { step: '2m' });
    expect(report.groups).toEqual([{ labels: {}, values: [150, 300, null], perSecond: [null, null, null] }]);
  });

  it('groups by labels of series and by labels inside profiles', async () => {
    expect(lines(await ask('cpu{service="shop"}', { by: 'instance' }))).toEqual(['a: 7 3   60', 'b: 5    ']);
    expect(lines(await ask('cpu{service="shop"}', { by: 'endpoint' }))).toEqual([': 6    60', '/a: 6 3   ']);
    expect(lines(await ask('cpu', { by: 'service,instance' }))).toEqual(['shop a: 7 3   60', 'shop b: 5    ']);
    expect(lines(await ask('cpu', { by: 'constructor' }))).toEqual([': 12 3   60']);
  });

  it('adds up the smallest groups beyond a limit, so that all is still there', async () => {
    const report = await ask('cpu{service="shop"}', { by: 'instance,endpoint', limit: '1' });
    expect(lines(report)).toEqual(['a : 1    60', ': 11 3   ']);
    expect([report.others, report.groups.at(-1)?.perSecond.slice(0, 2)]).toEqual([2, [11 / 120, 0.05]]);
    const all = await ask('cpu{service="shop"}', { by: 'instance', limit: '2' });
    expect([lines(all), all.others]).toEqual([['a: 7 3   60', 'b: 5    '], 0]);
    const heap = await ask('inuse_space{service="shop"}', { by: 'instance', limit: '1' });
    expect([lines(heap), heap.others]).toEqual([[': 100 200 300  '], 0]);
  });

  it('cuts time at multiples of its step, so that it begins with a whole one', async () => {
    const report = await ask('cpu', { from: String(NOON + 90_000), until: String(NOON + 150_000) });
    expect(report.times).toEqual([NOON + MINUTE, NOON + 2 * MINUTE]);
    expect(lines(report)).toEqual([': 3 ']);
  });

  it('chooses a usual step of at most 120 to the range where none is given', async () => {
    const step = async (minutes: number) => {
      const search = { query: 'cpu', from: String(NOON), until: String(NOON + minutes * MINUTE) };
      return (await server.get<SeriesReport>('/api/v1/series', search)).stepMs;
    };
    expect([await step(5), await step(60), await step(24 * 60), await step(30 * 24 * 60)]).toEqual([
      5_000, 30_000, 1_200_000, 21_600_000,
    ]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['too many steps', { step: '1ms' }, '400 The range has 300000 steps of 1 ms; at most 5000: use a longer step.'],
    ['a step of nothing', { step: '0s' }, '400 step must be at least 1ms.'],
    ['a step that is no duration', { step: '60' }, '400 step: "60" is not a duration. Write 90m, 36h or 30d.'],
  ])('refuses %s', async (_, search, expected) => {
    const usual = { query: 'cpu', from: String(NOON), until: String(NOON + 5 * MINUTE) };
    expect(await server.refusal('/api/v1/series', { ...usual, ...search })).toBe(expected);
  });
});
