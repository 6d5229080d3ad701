import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FlamegraphReport } from '@perf/profile';
import { drawn } from '../notation/tree-text.js';
import { drawnPprof, MINUTE, minute, NOON } from './drawn.js';
import { printed } from './printed.js';
import { RunningServer } from './running.js';

describe('/api/v1/flamegraph', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
    const shop = { service: 'shop', version: '1' };
    const first = 'main;parse 2 {endpoint=/a}\nmain;render;escape 3 {endpoint=/b}\nmain 1';
    await server.push({ ...shop, instance: 'a', ...minute(0) }, drawnPprof(first));
    await server.push(
      { ...shop, instance: 'b', ...minute(0) },
      drawnPprof('main;render;escape 4 {endpoint=/b}\nidle 1'),
    );
    await server.push({ ...shop, version: '2', instance: 'a', ...minute(1) }, drawnPprof('main;parse;trim 5'));
    await server.push({ service: 'other', ...minute(0) }, drawnPprof('main;parse 100'));
  });
  afterAll(() => server.stop());

  const ask = (query: string, search: Record<string, string> = {}) =>
    server.get<FlamegraphReport>('/api/v1/flamegraph', {
      query,
      from: String(NOON),
      until: String(NOON + 10 * MINUTE),
      ...search,
    });
  const tree = async (query: string, search?: Record<string, string>) => {
    const report = await ask(query, search);
    return printed(report, report.nodes);
  };

  it('merges everything a query selects', async () => {
    expect(await tree('cpu{service="shop"}')).toBe(
      drawn(`
        total 16
          main 15 self 1
            parse 7 self 2
              trim 5 self 5
            render 7
              escape 7 self 7
          idle 1 self 1
      `),
    );
  });

  it('says what was asked and what the answer rests on', async () => {
    expect(await ask('cpu{service="shop"}')).toMatchObject({
      type: 'cpu',
      unit: 'nanoseconds',
      query: 'cpu{service="shop"}',
      fromMs: NOON,
      untilMs: NOON + 10 * MINUTE,
      total: 16,
      profiles: 3,
      instances: 2,
      instanceSeconds: 180,
      requests: null,
      treeNodes: 7,
      focus: 0,
    });
  });

  it.each([
    ['a version', 'cpu{service="shop",version="2"}', 5],
    ['all versions but one', 'cpu{service="shop",version!="2"}', 11],
    ['versions by expression', 'cpu{service="shop",version=~"1|3"}', 11],
    ['instances by what they are not', 'cpu{service="shop",instance!~"b.*"}', 11],
    ['a label inside profiles', 'cpu{service="shop",endpoint="/b"}', 7],
    ['samples without that label', 'cpu{service="shop",endpoint=""}', 7],
    ['both kinds of labels together', 'cpu{service="shop",endpoint=~"/.*",instance="a"}', 5],
    ['every service', 'cpu', 116],
    ['the type with its unit', 'cpu/nanoseconds{service="shop"}', 16],
  ])('selects by %s', async (_, query, total) => expect((await ask(query)).total).toBe(total));

  it('shows at most so many nodes, each parent with one child for the small ones', async () => {
    const report = await ask('cpu{service="shop"}', { maxNodes: '4' });
    expect(printed(report, report.nodes)).toBe(
      drawn(`
        total 16
          main 15 self 1
            parse 7 self 2
              (1 small frame) 5 self 5
            render 7
              (1 small frame) 7 self 7
          (1 small frame) 1 self 1
      `),
    );
    expect(report.nodes.folded.reduce((sum, count) => sum + count)).toBe(3);
    expect(report.treeNodes).toBe(7);
  });

  it('shows what is below a focus in full, its ancestors alone above it', async () => {
    const { names, nodes } = await ask('cpu{service="shop"}');
    const parse = nodes.id[nodes.name.indexOf(names.indexOf('parse'))] ?? '';
    expect(parse).toMatch(/^[0-9a-f]{16}$/);
    const focused = await ask('cpu{service="shop"}', { focus: parse });
    expect(focused.nodes.id[focused.focus]).toBe(parse);
    expect(printed(focused, focused.nodes)).toContain('parse 7 self 2\n      trim 5 self 5');
    expect(printed(focused, focused.nodes)).not.toContain('escape');
    const other = await ask('cpu{service="other"}', { focus: parse });
    expect(other.nodes.total[other.focus]).toBe(100);
  });

  it('searches the whole tree, what is folded included', async () => {
    const search = async (text: string, rest: Record<string, string> = {}) => {
      const { names, nodes, matches } = await ask('cpu{service="shop"}', { search: text, ...rest });
      const rows = nodes.name.map((name, row) => `${names[name]} ${matches?.node[row]}`);
      return { ...matches, rows: rows.filter((row) => !row.endsWith(' 0')) };
    };
    const trim = await search('TRIM', { maxNodes: '4' });
    expect(trim).toMatchObject({ search: 'TRIM', frames: 1, functions: 1, total: 5, rows: ['(1 small frame) 1'] });
    const parse = await search('pars');
    expect(parse).toMatchObject({ frames: 1, functions: 1, total: 7, rows: ['parse 1'] });
    const focused = await ask('cpu{service="shop"}', { focus: trim.heaviest?.[0] ?? '' });
    expect(focused.nodes.total[focused.focus]).toBe(5);
    expect((await ask('cpu{service="shop"}')).matches).toBeNull();
    expect((await ask('cpu{service="shop"}', { search: ' ' })).matches).toBeNull();
    const { matches } = await ask('cpu{service="shop"}', { search: 'pars' });
    expect(await ask('cpu{service="shop"}', { search: 'pars', only: 'matches' })).toEqual({ matches });
  });

  it('counts a profile where its midpoint lies: from is part of a range, until is not', async () => {
    const middle = NOON + MINUTE / 2;
    const total = async (from: number, until: number) =>
      (await ask('cpu{service="shop"}', { from: String(from), until: String(until) })).total;
    expect(await total(middle, middle + 1)).toBe(11);
    expect(await total(NOON, middle)).toBe(0);
    expect(await total(middle + 1, middle + MINUTE)).toBe(0);
    expect(await total(middle + 1, middle + MINUTE + 1)).toBe(5);
  });

  it('is empty where nothing is selected', async () => {
    const report = await ask('cpu{service="nobody"}');
    expect(printed(report, report.nodes)).toBe('total 0');
    expect(report).toMatchObject({ type: 'cpu', total: 0, profiles: 0, instances: 0, requests: null });
  });

  it.each<[string, Record<string, string>, string]>([
    ['no query', { query: '' }, '400 query is missing: write query=cpu{service="checkout"}.'],
    [
      'no sample type',
      { query: '{service="shop"}' },
      '400 The selector "{service=\\"shop\\"}" names no sample type: write cpu{service="shop"} for instance.',
    ],
    [
      'a sample type that is not there',
      { query: 'wall{service="shop"}' },
      '404 There is no sample type "wall" here; there is cpu/nanoseconds.',
    ],
    [
      'a focus that is none',
      { focus: 'main' },
      '400 focus: "main" is not a path id: 16 hexadecimal digits, from a node\'s id.',
    ],
    [
      'a focus that was not called',
      { focus: '0123456789abcdef' },
      '404 Nothing in this range was called on the path 0123456789abcdef. Look at the whole tree first.',
    ],
    ['too many nodes', { maxNodes: '1000000' }, '400 maxNodes: "1000000" is not a whole number from 1 to 100000.'],
    ['less than there is', { only: 'nodes' }, '400 only: "nodes" is not one of all, matches.'],
    [
      'a misspelled parameter',
      { maxnode: '5' },
      '400 There is no parameter "maxnode" here; did you mean maxNodes? Known: query, from, until, view, maxNodes, focus, search, only.',
    ],
  ])('refuses %s', async (_, search, expected) => {
    const usual = { query: 'cpu{service="shop"}', from: String(NOON), until: String(NOON + 10 * MINUTE) };
    expect(await server.refusal('/api/v1/flamegraph', { ...usual, ...search })).toBe(expected);
  });
});
