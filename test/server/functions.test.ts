import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FunctionReport, HotPathsReport, TopReport } from '@perf/profile';
import { drawn } from '../notation/tree-text.js';
import { drawnPprof, MINUTE, minute, NOON } from './drawn.js';
import { printed } from './printed.js';
import { RunningServer } from './running.js';

describe('what is asked about functions', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
    const drawing = `
      main@app.js;parse@src/parse.js;trim@src/text.js 6
      main@app.js;render@src/page.js;trim@src/text.js 3
      main@app.js;render@src/page.js;render@src/page.js 2
      main@app.js 1
      trim@src/other.js 4
    `;
    await server.push({ service: 'shop', ...minute(0) }, drawnPprof(drawing));
    await server.push({ service: 'shop', ...minute(23) }, drawnPprof('main@app.js;render@src/page.js 4'));
  });
  afterAll(() => server.stop());

  const usual = { query: 'cpu{service="shop"}', from: String(NOON), until: String(NOON + 24 * MINUTE) };

  describe('/api/v1/top', () => {
    const rows = async (search = {}) => {
      const { functions } = await server.get<TopReport>('/api/v1/top', { ...usual, ...search });
      return functions.map(({ name, file, self, total }) => `${name} ${file} self ${self} total ${total}`);
    };

    it('lists functions by their own cost, with exact totals in which recursion counts once', async () => {
      expect(await rows()).toEqual([
        'trim src/text.js self 9 total 9',
        'render src/page.js self 6 total 9',
        'trim src/other.js self 4 total 4',
        'main app.js self 1 total 16',
        'parse src/parse.js self 0 total 6',
      ]);
    });

    it('searches all functions, not those within the limit', async () => {
      expect(await rows({ search: 'PARSE', limit: '1' })).toEqual(['parse src/parse.js self 0 total 6']);
      expect(await rows({ search: 'nothing' })).toEqual([]);
    });

    it('lists so many of them', async () => {
      expect(await rows({ limit: '2' })).toHaveLength(2);
      expect(await server.refusal('/api/v1/top', { ...usual, limit: 'all' })).toBe(
        '400 limit: "all" is not a whole number from 1 to 100000.',
      );
    });
  });

  describe('/api/v1/function', () => {
    const ask = (search: Record<string, string>) =>
      server.get<FunctionReport>('/api/v1/function', { ...usual, ...search });

    it('shows callers and callees of one function', async () => {
      const report = await ask({ name: 'render' });
      expect(report.function).toMatchObject({ name: 'render', file: 'src/page.js', self: 6, total: 9 });
      expect(printed(report, report.callers)).toBe('render 9\n  main 9 self 9');
      expect(printed(report, report.callees)).toBe('render 9 self 4\n  trim 3 self 3\n  render 2 self 2');
    });

    it('tells functions of one name apart by their file', async () => {
      expect((await ask({ name: 'trim' })).function.total).toBe(9);
      const report = await ask({ name: 'trim', file: 'src/other.js' });
      expect(report.function.total).toBe(4);
      expect(printed(report, report.callees)).toBe('trim 4 self 4');
    });

    it('shows at most so many nodes on each side', async () => {
      const report = await ask({ name: 'trim', file: 'src/text.js', maxNodes: '2' });
      expect(printed(report, report.callers)).toBe(
        drawn(`
          trim 9
            parse 6
              (1 small frame) 6 self 6
            (2 small frames) 3 self 3
        `),
      );
    });

    it.each<[string, Record<string, string>, string]>([
      ['no name', {}, '400 name is missing: write name=parseBody.'],
      [
        'a function that does not occur',
        { name: 'trim', file: 'app.js' },
        '404 The function "trim" in app.js does not occur here. /api/v1/top lists those that do.',
      ],
      ['nobody', { name: '<b>' }, '404 The function "<b>" does not occur here. /api/v1/top lists those that do.'],
    ])('refuses %s', async (_, search, expected) => {
      expect(await server.refusal('/api/v1/function', { ...usual, ...search })).toBe(expected);
    });
  });

  describe('/api/v1/hotpaths', () => {
    const ask = (search = {}) => server.get<HotPathsReport>('/api/v1/hotpaths', { ...usual, ...search });
    const lines = ({ paths }: HotPathsReport) =>
      paths.map(({ frames, self, share, pathShare }) => {
        const path = frames.map(({ name }) => name).join(';');
        return `${path} ${self} share ${share} of it here ${Math.round(pathShare * 100)} %`;
      });

    it('lists functions by their own cost, each with the path on which most of it was spent', async () => {
      expect(lines(await ask())).toEqual([
        'main;parse;trim 9 share 0.45 of it here 67 %',
        'main;render 6 share 0.3 of it here 67 %',
        'trim 4 share 0.2 of it here 100 %',
        'main 1 share 0.05 of it here 100 %',
      ]);
      expect(await ask()).toMatchObject({ total: 20, profiles: 2, instanceSeconds: 120 });
    });

    it('shows how the share of each changed over the range', async () => {
      const { paths } = await ask();
      const render = paths[1]?.trend ?? [];
      expect([render.length, render[0], render[1], render[23]]).toEqual([24, 2 / 16, null, 1]);
    });

    it('leads to the flame graph by its path id', async () => {
      const [first] = (await ask({ limit: '1' })).paths;
      const { focus, nodes } = await server.get<{ focus: number; nodes: { total: number[] } }>('/api/v1/flamegraph', {
        ...usual,
        focus: first?.id ?? '',
      });
      expect(nodes.total[focus]).toBe(6);
    });

    it('is empty where nothing is selected', async () => {
      expect(await ask({ query: 'cpu{service="nobody"}' })).toMatchObject({ total: 0, profiles: 0, paths: [] });
    });
  });
});
