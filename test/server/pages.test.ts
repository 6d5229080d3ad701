import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CompareData, DeploysData, FunctionData, HomeData, ServiceData } from '@perf/profile';
import { drawn } from '../notation/tree-text.js';
import { drawnPprof, MINUTE, minute, NOON } from './drawn.js';
import { printed } from './printed.js';
import { problemText, RunningServer } from './running.js';

describe('the viewer’s URLs', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
    const push = (service: string, version: string, after: number, drawing: string, requests = 0) => {
      const times = { from: NOON + after * MINUTE, until: NOON + (after + 1) * MINUTE };
      const numbers = requests > 0 ? { requests } : {};
      return server.pushWindow({ labels: { service, version }, ...times, numbers }, [drawnPprof(drawing)]);
    };
    await push('shop', '1', 0, 'main;parse@src/parse.ts 60\nmain;render 60', 10);
    await push('shop', '2', 1, 'main;parse@src/parse.ts 60\nmain;render 60\nmain;check 120', 20);
    await push('billing', '7', 0, 'main 5');
    await server.push({ service: '..', ...minute(0) }, drawnPprof('main 3'));
  });
  afterAll(() => server.stop());

  const range = { from: String(NOON), until: String(NOON + 5 * MINUTE) };
  const get = (path: string, accept: string, search: Record<string, string> = {}) =>
    server.ask('GET', path, { headers: { accept }, search });
  const data = async <T>(path: string, search: Record<string, string> = {}): Promise<T> => {
    const answer = await get(path, 'application/json', search);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', vary: 'Accept' });
    return JSON.parse(answer.body.toString()) as T;
  };
  const report = async (path: string, search: Record<string, string> = {}): Promise<string> => {
    const answer = await get(path, 'text/markdown', search);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/markdown; charset=utf-8', vary: 'Accept' });
    return answer.body.toString();
  };
  const compare = {
    base: '{service="shop",version="1"}',
    comparison: 'cpu{service="shop",version="2"}',
    ...range,
  };

  it.each([
    ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'],
    ['whoever takes anything', '*/*'],
    ['whoever takes nothing of what there is', 'image/png'],
    ['whoever rather has HTML', 'application/json;q=0.5, text/html'],
  ])('are pages for %s', async (_, accept) => {
    for (const path of ['/', '/service/shop', '/deploys/shop', '/compare', '/function', '/file', '/nowhere']) {
      const answer = await get(path, accept);
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(answer.headers.vary).toContain('Accept');
    }
  });

  it('have the services of the first page as data, those that its search finds', async () => {
    const all = await data<HomeData>('/');
    expect(all.services.map(({ name }) => name).sort()).toEqual(['..', 'billing', 'shop']);
    expect(all.cpu).toMatchObject({ type: 'cpu', stepMs: 30 * MINUTE });
    expect(all.heap).toBeNull();
    expect(all.services.map(({ name }, at) => [name, all.newest[at]?.version]).sort()).toEqual([
      ['..', undefined],
      ['billing', '7'],
      ['shop', '2'],
    ]);
    expect([all.leaks, all.changes]).toEqual([[], []]);
    const found = await data<HomeData>('/', { search: 'SHO' });
    expect(found.services.map(({ name }) => name)).toEqual(['shop']);
    expect(await report('/', { search: 'bill' })).toMatch(/^# Services\n\n(.*\n){2}\| `billing` \|.*\| `7` \| {2}\|/);
  });

  it('have what a service’s page shows', async () => {
    const page = await data<ServiceData>('/service/shop', { query: '{service="other",version="2"}', ...range });
    expect(page.service).toMatchObject({ name: 'shop', versions: ['2', '1'] });
    expect(page.flamegraph.query).toBe('cpu{service="shop",version="2"}');
    expect(printed(page.flamegraph, page.flamegraph.nodes)).toBe(
      drawn(`
        total 240
          main 240
            check 120 self 120
            parse 60 self 60
            render 60 self 60
      `),
    );
    expect(page.top.functions.map(({ name }) => name)).toEqual(['check', 'parse', 'render', 'main']);
    expect(page.hotpaths.paths[0]?.frames.map(({ name }) => name)).toEqual(['main', 'check']);
    expect(page.deploys.deploys.map(({ version }) => version)).toEqual(['2', '1']);
    expect(page.series.groups[0]?.values.filter((value) => value !== null)).toEqual([240]);
    expect([page.function, page.numbers, page.instances]).toEqual([null, null, null]);
  });

  it('have what was opened on it: a zoom, callers and callees, numbers, instances', async () => {
    const { flamegraph } = await data<ServiceData>('/service/shop', range);
    const focus = flamegraph.nodes.id[flamegraph.nodes.name.indexOf(flamegraph.names.indexOf('check'))] ?? '';
    const open = {
      focus,
      function: 'parse',
      file: 'src/parse.ts',
      show: 'numbers,instances',
      sort: 'total',
      search: 'x',
    };
    const page = await data<ServiceData>('/service/shop', { ...range, ...open });
    expect(page.flamegraph.focus).toBe(2);
    expect(page.function?.function).toMatchObject({ name: 'parse', self: 120 });
    expect(page.numbers?.numbers.map(({ name }) => name)).toContain('requests');
    expect(page.instances?.groups).toHaveLength(1);
    const text = await report('/service/shop', { ...range, ...open });
    expect(text).toContain('Zoomed into `main` › `check`: 120 ns, 33.3 %.');
    expect(text).toContain('## Who calls `parse`');
    const grouped = await data<ServiceData>('/service/shop', { ...range, show: 'instances', by: 'version' });
    expect(grouped.instances?.groups.map(({ labels }) => labels.version).sort()).toEqual(['1', '2']);
    const pruned = await data<ServiceData>('/service/shop', { ...range, maxNodes: '2' });
    expect(pruned.flamegraph.nodes.folded).toEqual([0, 0, 3]);
    const view = await data<ServiceData>('/service/shop', { ...range, view: 'ignore:check;invert', as: 'tree' });
    expect(view.flamegraph).toMatchObject({ total: 240, hidden: 120, type: 'cpu' });
    expect(printed(view.flamegraph, view.flamegraph.nodes)).toContain('parse 120\n    main 120 self 120');
    expect([view.top.total, view.hotpaths.hidden]).toEqual([240, 120]);
    expect(await report('/service/shop', { ...range, view: 'ignore:check' })).toContain(
      '120 ns (33.3 %) hidden by the view',
    );
    const without = await data<ServiceData>('/service/shop', { ...range, function: 'nowhere' });
    expect(without.function).toBeNull();
  });

  it('have the versions of a service, and what was found of each', async () => {
    const { deploys } = await data<DeploysData>('/deploys/shop');
    expect(deploys.deploys.map(({ version, previous }) => [version, previous])).toEqual([
      ['2', '1'],
      ['1', null],
    ]);
    const text = await report('/deploys/shop');
    expect(text).toMatch(
      /^# shop: deploys\n\n## `2`\n\nFirst seen 2024-03-01 12:01:30 UTC, after `1`\.\n\nNot compared\./,
    );
    expect(text).toMatch(/\[Open in perf\]\(<http:\/\/127\.0\.0\.1:\d+\/deploys\/shop>\)\n$/);
    expect((await data<DeploysData>('/deploys/', { service: '..' })).deploys.deploys).toEqual([]);
  });

  it('find a service whose name is a step in a path, as the page does', async () => {
    const page = await data<ServiceData>('/service/', { service: '..', ...range });
    expect(page.flamegraph).toMatchObject({ query: 'cpu{service=".."}', total: 3 });
  });

  it('have a function across time, and where it did not run its history alone', async () => {
    const query = 'cpu{service="shop"}';
    const page = await data<FunctionData>('/function', { name: 'parse', file: 'src/parse.ts', query, ...range });
    expect(page.history.versions.map(({ version, self }) => `${version} ${self}`)).toEqual(['2 60', '1 60']);
    expect(page.function?.function.total).toBe(120);
    const text = await report('/function', { name: 'parse', file: 'src/parse.ts', query, ...range });
    expect(text).toMatch(/^# parse: cpu\n\n`src\/parse\.ts`\n/);
    expect(text).toMatch(/\| `2` \| {2}\| 60 ns \| 60 ns \| 25\.0 % \|/);
    expect((await data<FunctionData>('/function', { name: 'nowhere', query, ...range })).function).toBeNull();
    expect(await report('/function', { name: 'nowhere', query, ...range })).toContain('It did not run in this range.');
  });

  it('have what changed, divided as the page divides it', async () => {
    const { diff } = await data<CompareData>('/compare', compare);
    expect(diff).toMatchObject({
      norm: 'perRequest',
      base: { query: 'cpu{service="shop",version="1"}', total: 120 },
      comparison: { query: 'cpu{service="shop",version="2"}', total: 240 },
    });
    expect(diff.waterfall.bars.map((bar) => `${bar.path.join(';')} ${bar.change}`)).toEqual([
      'main;check 6',
      'main;parse -3',
      'main;render -3',
    ]);
    const shares = await data<CompareData>('/compare', { ...compare, norm: 'share', width: 'before', sort: 'name' });
    expect(shares.diff.norm).toBe('share');
    const uncounted = { base: 'cpu{service="billing"}', comparison: '{service="shop"}', ...range };
    expect((await data<CompareData>('/compare', uncounted)).diff.norm).toBe('perSecond');
  });

  it('have the verdict of two versions, and none of a part of one', async () => {
    const { verdict } = await data<CompareData>('/compare', compare);
    expect(verdict).toMatchObject({ service: 'shop', previous: '1', version: '2', result: { outcome: 'undecided' } });
    expect(await report('/compare', compare)).toMatch(
      /## Verdict\n\n\*\*Not enough data yet\*\*: The base has no .*\n\n- `1`: 0 instances · .*\n- `2`: .*\n- Compared: one process of each version\n/,
    );
    const part = { ...compare, comparison: 'cpu{service="shop",version="2",instance="a"}' };
    expect((await data<CompareData>('/compare', part)).verdict).toBeNull();
    const unknown = { ...compare, base: '{service="shop",version="0"}' };
    expect((await data<CompareData>('/compare', unknown)).verdict).toBeNull();
    expect(await report('/compare', unknown)).not.toContain('Verdict');
  });

  it('have a report of it that links back to the page', async () => {
    const text = await report('/compare', { ...compare, norm: 'absolute' });
    expect(text).toContain('# shop: what changed');
    expect(text).toContain('cpu in all: **120 ns → 240 ns** (+100 %)');
    expect(text).toContain('| ▲ +120 ns | 0 ns | 120 ns | `main` › `check` |');
    const link = /\[Open in perf\]\(<(.*)>\)/.exec(text)?.[1] ?? '';
    expect(link).toMatch(new RegExp(`^http://127.0.0.1:${server.url.port}/compare\\?`));
    expect(new URL(link).searchParams.get('comparison')).toBe(compare.comparison);
  });

  it('have reports whose links are of the same time, whenever they are followed', async () => {
    const text = await report('/service/shop', { from: 'now-2h', until: 'now-1h', sort: 'total' });
    const { pathname, searchParams } = new URL(/\[Open in perf\]\(<(.*)>\)/.exec(text)?.[1] ?? '');
    expect([pathname, [...searchParams.keys()]]).toEqual(['/service/shop', ['from', 'until', 'sort']]);
    expect(Number(searchParams.get('until')) - Number(searchParams.get('from'))).toBe(60 * MINUTE);
  });

  it.each<[string, string, Record<string, string>, string]>([
    ['a page that is none', '/nowhere', {}, '404 There is no page at /nowhere: / has the services.'],
    [
      'a page of files',
      '/file/compare',
      {},
      '404 What is in a file stays in the browser that opened it: export it from its page.',
    ],
    [
      'a service nobody heard of',
      '/service/nobody',
      {},
      '404 No profile of "nobody" has arrived: /api/v1/services lists what has.',
    ],
    [
      'deploys of a service nobody heard of',
      '/deploys/nobody',
      {},
      '404 No profile of "nobody" has arrived: /api/v1/services lists what has.',
    ],
    [
      'a parameter that is none',
      '/service/shop',
      { fron: 'now-1h' },
      '400 There is no parameter "fron" here; did you mean from? Known: service, function, file, show, by, search, sort, as, ' +
        'query, from, until, view, maxNodes, focus.',
    ],
    [
      'a comparison of nothing',
      '/compare',
      {},
      '400 No side names a service: write comparison=cpu{service="checkout",version="1.4.2"}.',
    ],
    [
      'a function without a service',
      '/function',
      { name: 'parse', query: 'cpu' },
      '400 query names no service: write query=cpu{service="checkout"}.',
    ],
    [
      'a norm that is none',
      '/compare',
      { comparison: 'cpu{service="shop"}', norm: 'shares' },
      '400 norm: "shares" is not one of share, absolute, perSecond, perInstance, perRequest.',
    ],
  ])('refuse %s, as data and as report', async (_, path, search, expected) => {
    expect(problemText(await get(path, 'application/json', search))).toBe(expected);
    expect(problemText(await get(path, 'text/markdown', search))).toBe(expected);
  });
});
