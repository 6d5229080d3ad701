import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DiffReport, FlamegraphReport, FunctionReport, HotPathsReport, TopReport } from '@perf/profile';
import { fromPprof } from '@perf/profile';
import { decodePprof } from '@perf/proto';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';
import { drawnPprof, MINUTE, minute, NOON } from './drawn.js';
import { printed } from './printed.js';
import { RunningServer } from './running.js';

describe('view', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
    const send = (version: string, after: number, drawing: string) =>
      server.push({ service: 'shop', version, ...minute(after) }, drawnPprof(drawing));
    await send(
      '1',
      0,
      `main@src/main.ts;handle@node_modules/express/router.js;pay@src/pay.ts;parse@src/parse.ts 6
       main@src/main.ts;handle@node_modules/express/router.js;next@node_modules/express/layer.js 2
       main@src/main.ts;walk@src/tree.ts;walk@src/tree.ts 4`,
    );
    await send('2', 3, 'main@src/main.ts;pay@src/pay.ts;parse@src/parse.ts 18\nmain@src/main.ts;walk@src/tree.ts 2');
  });
  afterAll(() => server.stop());

  const query = 'cpu{service="shop",version="1"}';
  const range = { from: String(NOON), until: String(NOON + 10 * MINUTE) };
  const ask = <Report>(call: string, search: Record<string, string>) =>
    server.get<Report>(`/api/v1/${call}`, { query, ...range, ...search });
  const tree = async (view: string) => {
    const report = await ask<FlamegraphReport>('flamegraph', { view });
    return printed(report, report.nodes);
  };

  it('of a flame graph takes its steps, and says what they left out', async () => {
    const report = await ask<FlamegraphReport>('flamegraph', { view: 'ignore:parse@src/parse.ts;mine;recursion' });
    expect(report).toMatchObject({ total: 6, hidden: 6, profiles: 1, treeNodes: 4 });
    expect(printed(report, report.nodes)).toBe(
      drawn(`
        total 6
          main 6
            walk 4 self 4
            express 2 self 2
      `),
    );
  });

  it('turns a flame graph round', async () => {
    expect(await tree('focus:walk;recursion;invert')).toBe(
      drawn(`
        total 4
          walk 4
            main 4 self 4
      `),
    );
  });

  it('is empty where nothing is left, and says how much there was', async () => {
    const report = await ask<FlamegraphReport>('flamegraph', { view: 'focus:nobody' });
    expect(report).toMatchObject({ total: 0, hidden: 12 });
    expect(printed(report, report.nodes)).toBe('total 0');
  });

  it('gives frames path ids that a zoom with the same view finds', async () => {
    const whole = await ask<FlamegraphReport>('flamegraph', { view: 'mine' });
    const express = whole.nodes.id[whole.nodes.name.indexOf(whole.names.indexOf('express'))] ?? '';
    const zoomed = await ask<FlamegraphReport>('flamegraph', { view: 'mine', focus: express });
    expect(printed(zoomed, zoomed.nodes)).toContain('express 8 self 2\n      pay 6');
    expect(zoomed.nodes.id[zoomed.focus]).toBe(express);
  });

  it('of functions, hot paths and one function is the same tree, never turned round', async () => {
    const view = 'ignore:walk;mine;invert';
    const top = await ask<TopReport>('top', { view });
    expect(top).toMatchObject({ total: 8, hidden: 4 });
    expect(top.functions.map(({ name, self, total }) => `${name} ${self} ${total}`)).toEqual([
      'parse 6 6',
      'express 2 8',
      'main 0 8',
      'pay 0 6',
    ]);
    const hot = await ask<HotPathsReport>('hotpaths', { view });
    expect(hot).toMatchObject({ total: 8, hidden: 4 });
    expect(hot.paths.map(({ frames, share }) => `${frames.map(({ name }) => name).join(';')} ${share}`)).toEqual([
      'main;express;pay;parse 0.75',
      'main;express 0.25',
    ]);
    expect(hot.paths.map(({ trend }) => trend.filter((part) => part !== null))).toEqual([[0.75], [0.25]]);
    const fn = await ask<FunctionReport>('function', { view, name: 'express' });
    expect(printed(fn, fn.callees)).toBe('express 8 self 2\n  pay 6\n    parse 6 self 6');
  });

  it('of a diff is taken of both sides together; a share is one of what is left', async () => {
    const report = await server.get<DiffReport>('/api/v1/diff', {
      base: query,
      comparison: 'cpu{service="shop",version="2"}',
      ...range,
      view: 'ignore:walk;mine;hide:pay',
    });
    expect(report.base).toMatchObject({ total: 8, hidden: 4, divisor: 8 });
    expect(report.comparison).toMatchObject({ total: 18, hidden: 2, divisor: 18 });
    expect(printed(report, report.nodes)).toBe(
      drawn(`
        total 1 > 1
          main 1 > 1
            parse 0 > 1 self 0 > 1
            express 1 > 0 self 0.25 > 0
              parse 0.75 > 0 self 0.75 > 0
      `),
    );
    expect(report.changes.map((row) => row.function)).not.toContain('walk');
  });

  it('of an export is what leaves the server', async () => {
    const exported = async (format: string) => {
      const search = { query, ...range, view: 'mine;ignore:walk', format };
      return (await server.ask('GET', '/api/v1/export', { search })).body;
    };
    expect((await exported('folded')).toString()).toBe('main;express 2\nmain;express;pay;parse 6\n');
    expect(treeText(treeOf(fromPprof(decodePprof(await exported('pprof')))))).toBe(
      drawn(`
        total 8
          main [src/main.ts] 8
            express [express] 8 self 2
              pay [src/pay.ts] 6
                parse [src/parse.ts] 6 self 6
      `),
    );
  });

  it.each([
    [
      'ingore:parse',
      '400 view: There is no step "ingore:parse". Known: focus:<function>, ignore:<function>, hide:<function>, package:<name>, mine, recursion, invert.',
    ],
    ['hide', '400 view: hide names no function: write hide:parse, or hide:parse@src/a.ts.'],
    [Array(21).fill('mine').join(';'), '400 view: It has 21 steps; at most 20 are taken.'],
  ])('that cannot be read is refused by every call that has one: %s', async (view, expected) => {
    const refused = (call: string, search: Record<string, string>) =>
      server.refusal(`/api/v1/${call}`, { ...range, view, ...search });
    for (const call of ['flamegraph', 'top', 'hotpaths', 'export'])
      expect(await refused(call, { query })).toBe(expected);
    expect(await refused('function', { query, name: 'pay' })).toBe(expected);
    expect(await refused('diff', { base: query })).toBe(expected);
  });
});
