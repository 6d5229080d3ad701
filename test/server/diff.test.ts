import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DiffReport } from '@perf/profile';
import { drawn } from '../notation/tree-text.js';
import { drawnPprof, MINUTE, minute, NOON } from './drawn.js';
import { printed } from './printed.js';
import { RunningServer } from './running.js';

describe('/api/v1/diff', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
    const push = (version: string, instance: string, after: number, drawing: string, requests: number) => {
      const labels = { service: 'shop', version, instance };
      const times = { from: NOON + after * MINUTE, until: NOON + (after + 1) * MINUTE };
      return server.pushWindow({ labels, ...times, numbers: { requests } }, [drawnPprof(drawing)]);
    };
    await push('1', 'a', 0, 'main;parse 60\nmain;render 60', 10);
    await push('2', 'a', 0, 'main;parse 60\nmain;check 120', 20);
    await push('2', 'b', 0, 'main;parse 60\nmain;check 120', 20);
    await server.push({ service: 'uncounted', ...minute(0) }, drawnPprof('main;parse 60'));
    await server.push({ service: 'shop', version: '1', ...minute(0) }, drawnPprof('main 7', { types: ['wall/ms'] }));
  });
  afterAll(() => server.stop());

  const base = 'cpu{service="shop",version="1"}';
  const comparison = 'cpu{service="shop",version="2"}';
  const range = { from: String(NOON), until: String(NOON + 5 * MINUTE) };
  const ask = (search: Record<string, string>) =>
    server.get<DiffReport>('/api/v1/diff', { base, comparison, ...range, ...search });

  it('joins both sides in one tree, each as a share of its own whole unless told', async () => {
    const report = await ask({});
    expect(report).toMatchObject({
      type: 'cpu',
      unit: 'nanoseconds',
      norm: 'share',
      base: { query: base, total: 120, profiles: 1, instances: 1, instanceSeconds: 60, requests: 10, divisor: 120 },
      comparison: { query: comparison, total: 360, profiles: 2, instances: 2, requests: 40, divisor: 360 },
      treeNodes: 5,
    });
    expect(printed(report, report.nodes)).toBe(
      drawn(`
        total 1 > 1
          main 1 > 1
            check 0 > 0.667 self 0 > 0.667
            parse 0.5 > 0.333 self 0.5 > 0.333
            render 0.5 > 0 self 0.5 > 0
      `),
    );
  });

  it.each([
    ['absolute', [1, 1], 'parse 60 > 120'],
    ['perSecond', [60, 120], 'parse 1 > 1'],
    ['perInstance', [1, 2], 'parse 60 > 60'],
    ['perRequest', [10, 40], 'parse 6 > 3'],
  ])('compares with norm=%s', async (norm, divisors, expected) => {
    const report = await ask({ norm });
    expect([report.base.divisor, report.comparison.divisor]).toEqual(divisors);
    expect(printed(report, report.nodes)).toContain(expected);
  });

  it('ranks functions by the change of their own cost, and says which are new and gone', async () => {
    const { changes } = await ask({ norm: 'perRequest' });
    expect(changes.map((row) => `${row.function} ${row.kind} ${row.baseSelf} > ${row.self}`)).toEqual([
      'check new 0 > 6',
      'render gone 6 > 0',
      'parse shrank 6 > 3',
      'main shrank 0 > 0',
    ]);
  });

  it('compares two ranges of one query, and is zero everywhere for one range with itself', async () => {
    const { changes } = await server.get<DiffReport>('/api/v1/diff', { base, ...range });
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['same']));
    const later = { baseFrom: range.from, baseUntil: range.until, from: String(NOON + MINUTE), until: range.until };
    const empty = await ask({ comparison: base, ...later });
    expect([empty.base.total, empty.comparison.total]).toEqual([120, 0]);
    expect(empty.base).toMatchObject({ fromMs: NOON, untilMs: NOON + 5 * MINUTE });
  });

  it('prunes after joining: what one side alone has stays beside what both have', async () => {
    const report = await ask({ norm: 'absolute', maxNodes: '3' });
    const [root] = report.nodes.total;
    expect([report.nodes.baseTotal[0], root]).toEqual([120, 360]);
    expect(printed(report, report.nodes)).toBe(
      drawn(`
        total 120 > 360
          main 120 > 360
            check 0 > 240 self 0 > 240
            (2 small frames) 120 > 120 self 120 > 120
      `),
    );
  });

  it('shows what is below a focus in both', async () => {
    const { names, nodes } = await ask({});
    const focus = nodes.id[nodes.name.indexOf(names.indexOf('render'))] ?? '';
    const report = await ask({ focus, norm: 'absolute' });
    expect(printed(report, report.nodes)).toContain('render 60 > 0 self 60 > 0');
    expect(report.nodes.id[report.focus]).toBe(focus);
  });

  it('searches both sides as a whole, values divided like those of the nodes', async () => {
    const search = { norm: 'perRequest', search: 'parse', maxNodes: '1' };
    const { matches } = await ask(search);
    expect(matches).toMatchObject({ frames: 1, functions: 1, baseTotal: 6, total: 3, node: [0, 1] });
    expect(await ask({ ...search, only: 'matches' })).toEqual({ matches });
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'requests that nobody counted',
      { base: 'cpu{service="uncounted"}', norm: 'perRequest' },
      '400 norm=perRequest needs counted requests, and cpu{service="uncounted"} has none in its range. Use perSecond or share.',
    ],
    [
      'units that are not the same',
      { comparison: 'wall{service="shop"}' },
      '400 base is in nanoseconds, comparison in ms: compare selections of one sample type.',
    ],
    [
      'a norm that is none',
      { norm: 'shares' },
      '400 norm: "shares" is not one of share, absolute, perSecond, perInstance, perRequest.',
    ],
    ['no base', { base: '' }, '400 base is missing: write base=cpu{service="checkout",version="1.4.1"}.'],
    [
      'a range that ends before it begins',
      { baseFrom: range.until, baseUntil: range.from },
      `400 baseFrom (${range.until}) must be before baseUntil (${range.from}).`,
    ],
  ])('refuses %s', async (_, search, expected) => {
    expect(await server.refusal('/api/v1/diff', { base, comparison, ...range, ...search })).toBe(expected);
  });
});
