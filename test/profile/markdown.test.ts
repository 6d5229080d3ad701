import { describe, expect, it } from '@jest/globals';
import {
  compareMarkdown,
  type Deploy,
  deploysMarkdown,
  functionMarkdown,
  homeMarkdown,
  type SeriesReport,
  type ServiceSummary,
  serviceMarkdown,
} from '@perf/profile';
import { code, plain } from '@perf/profile/markdown/text.js';
import fc from 'fast-check';
import { changesOf, leaksOf } from '../notation/background-of.js';
import { deploysUpTo } from '../notation/deploys-of.js';
import { expectGolden, goldenFile } from '../notation/golden.js';
import { profileOf } from '../notation/profile-of.js';
import { diffOf, flamegraphOf, functionOf, hotPathsOf, topOf } from '../notation/reports.js';
import { treeOf } from '../notation/tree-text.js';

const TEN = Date.UTC(2026, 10, 23, 10);
const URL = 'http://127.0.0.1:7070/service/shop?query=cpu{service="shop"}';
const root = '/srv/shop';
const before = treeOf(profileOf(goldenFile('shop-1.0.0.txt').toString(), { root }));
const after = treeOf(profileOf(goldenFile('shop-1.1.0.txt').toString(), { root }));

const SERVICES: ServiceSummary[] = ['shop', 'billing'].map((name, at) => ({
  name,
  sampleTypes: [],
  versions: at === 0 ? ['1.1.0', '1.0.0'] : [],
  envs: [],
  instances: 2 - at,
  firstMs: 0,
  lastMs: Date.UTC(2026, 10, 23, 10),
}));

function costs(type: string, unit: string, values: Readonly<Record<string, number>>): SeriesReport {
  const groups = Object.entries(values).map(([service, value]) => ({
    ...{ labels: { service }, values: [value], perSecond: [value / 3600] },
  }));
  return { type, unit, fromMs: 0, untilMs: 1, stepMs: 1, times: [0], groups, others: 0, resolutionMs: 0, untold: [] };
}

/** As answers have it that were made from days which are kept as sums. */
const OLD = {
  resolutionMs: 600_000,
  untold: [{ fromMs: Date.UTC(2026, 10, 1), untilMs: Date.UTC(2026, 10, 2) }],
};
const LEFT_OUT =
  'From 2026-11-01 00:00:00 to 2026-11-02 00:00:00 UTC is left out: days this old are sums, in which single requests ' +
  '(trace_id, span_id) cannot be told apart.';

/** The newest of the deploys up to a version. */
function deployOf(version: Parameters<typeof deploysUpTo>[0]): Deploy {
  return deploysUpTo(version, Date.UTC(2026, 10, 23, 10)).deploys[0] as Deploy;
}

/** The cells of a table's line, as GitHub's Markdown splits it: a backslash takes a pipe its meaning. */
function cells(line: string): string[] {
  const found = [''];
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '|') found.push('');
    else found.push(`${found.pop()}${line[at] === '\\' ? line.slice(at, ++at + 1) : line[at]}`);
  }
  return found.slice(1, -1).map((cell) => cell.trim());
}

/** The lines of the table below a heading, the heading of the table and its rule among them. */
function tableBelow(heading: string, markdown: string): string[][] {
  const lines = markdown.split('\n');
  const begin = lines.findIndex((line) => line.startsWith(`## ${heading}`)) + 2;
  const length = lines.slice(begin).indexOf('');
  return lines.slice(begin, begin + length).map(cells);
}

describe('the reports in Markdown on a small shop', () => {
  it('has its services', () => {
    const cpu = costs('cpu', 'nanoseconds', { shop: 9e9, billing: 3e9 });
    const heap = costs('inuse_space', 'bytes', { shop: 50 * 2 ** 20 });
    const found = { leaks: leaksOf('keep', TEN).leaks, changes: changesOf('price', TEN).changes };
    const newest = [deployOf('1.1.0'), null];
    expectGolden('home.md', homeMarkdown({ services: SERVICES, cpu, heap, newest, ...found }, URL));
    expect(homeMarkdown({ services: [], cpu: null, heap: null, newest: [], leaks: [], changes: [] })).toBe(
      '# Services\n\nNo service has sent a profile.\n',
    );
  });

  it('has what is hot', () => {
    const flamegraph = flamegraphOf(after, '1.1.0');
    const [hottest] = hotPathsOf(after, '1.1.0').paths;
    const reports = {
      flamegraph: flamegraphOf(after, '1.1.0', hottest?.id),
      hotpaths: hotPathsOf(after, '1.1.0'),
      top: topOf(after, '1.1.0'),
      function: functionOf(after, '1.1.0', 'stringify'),
    };
    expectGolden(
      'service.md',
      serviceMarkdown(
        'shop',
        {
          ...reports,
          deploys: deploysUpTo('1.3.0', TEN),
          leaks: leaksOf('keep', TEN),
          changes: changesOf('price', TEN),
        },
        URL,
      ),
    );
    expect(serviceMarkdown('shop', { ...reports, flamegraph })).not.toContain('Zoomed');
    const old = { ...flamegraph, ...OLD };
    expect(serviceMarkdown('shop', { ...reports, flamegraph: old }).split('\n')).toContain(LEFT_OUT);
  });

  it('has a function over time', () => {
    const amount = {
      self: 20,
      total: 30,
      whole: 120,
      profiles: 60,
      instanceSeconds: 3600,
      firstMs: Date.UTC(2026, 10, 23),
    };
    const history = {
      ...{ type: 'cpu', unit: 'milliseconds', query: 'cpu{service="shop"}', fromMs: 0, untilMs: 1, stepMs: 1 },
      ...{ times: [0], steps: [amount], resolutionMs: 0, untold: [] },
      versions: [
        { ...amount, env: 'prod', version: '1.1.0' },
        { ...amount, self: 5, total: 5, env: '', version: '' },
      ],
      lines: [
        { line: 0, self: 1, total: 1 },
        { line: 7, self: 1, total: 2 },
        { line: 9, self: 3, total: 8 },
      ],
    };
    const fn = { name: 'stringify', file: 'src/json.ts' };
    expectGolden(
      'function.md',
      functionMarkdown(fn, { history, function: functionOf(after, '1.1.0', 'stringify') }, URL),
    );
    expect(functionMarkdown(fn, { history, function: null })).toContain('It did not run in this range.');
    expect(functionMarkdown(fn, { history: { ...history, ...OLD }, function: null }).split('\n')).toEqual(
      expect.arrayContaining(['One value for every 10 min: days this old are kept as sums over 10 min.', LEFT_OUT]),
    );
  });

  it('has deploys with each outcome, and what that rests on', () => {
    expectGolden('deploys.md', deploysMarkdown(deploysUpTo('1.4.0', Date.UTC(2026, 10, 23, 10)), URL));
    expect(deploysMarkdown({ service: 'shop', deploys: [] })).toBe('# shop: deploys\n\nNo version is known.\n');
  });

  it.each(['# Release', '- fixes', '1. x', '> y', '    z'])(
    'keeps a note that begins with %j a sentence',
    (message) => {
      const note = { message, commit: '', link: 'https://example.org/a_b_c', atMs: TEN };
      const markdown = deploysMarkdown({ service: 'shop', deploys: [{ ...deployOf('1.1.0'), note }] });
      expect(markdown.split('\n')).toContain(`Note: ${plain(message)} · \`https://example.org/a_b_c\``);
    },
  );

  it('has what changed, whatever both sides are divided by', () => {
    expectGolden(
      'compare.md',
      compareMarkdown('shop', diffOf(before, after, 'perRequest', [36, 36]), URL, deployOf('1.1.0').verdict),
    );
    const totals = [before, after].map((tree) => tree.total[0]?.[0] as number) as [number, number];
    expectGolden('compare-share.md', compareMarkdown('shop', diffOf(before, after, 'share', totals)));
    const report = diffOf(before, after, 'absolute', [1, 1]);
    const old = compareMarkdown('shop', { ...report, base: { ...report.base, untold: OLD.untold } });
    expect(old.split('\n')).toContain(`Before: ${LEFT_OUT}`);
    expect(old).not.toContain('After: ');
  });

  it('has steps whose changes add up to that of all', () => {
    const rows = tableBelow('By call path', compareMarkdown('shop', diffOf(before, after, 'absolute', [1, 1]))).slice(
      2,
    );
    const changes = rows.map(([change = '']) => Number(change.replace(/[^\d.−]/g, '').replace('−', '-')));
    expect(changes.slice(0, -1).reduce((sum, change) => sum + change, 0)).toBe(changes.at(-1));
  });
});

describe('a foreign name in Markdown', () => {
  it.each([
    ['Array.map', '`Array.map`'],
    ['<img src=x onerror=alert(1)>', '`<img src=x onerror=alert(1)>`'],
    ['__init__ *bold* [link](x)', '`__init__ *bold* [link](x)`'],
    ['a|b', 'a\\|b'],
    ['a\\|b`c`<i>', 'a\\\\\\|b\\`c\\`\\<i\\>'],
    ['two\r\nlines\tand more', '`two lines and more`'],
    ['\u202ekcab', '`U+202Ekcab`'],
    ['\u0000\ud800', '`U+0000U+D800`'],
    ['', '(no name)'],
    ['  ', '(blank)'],
  ])('%j is %s', (name, expected) => {
    expect(code(name)).toBe(expected);
  });

  it('is cut off where it is long, and never within a character', () => {
    expect(code('x'.repeat(10_000))).toBe(`\`${'x'.repeat(200)}…\``);
    expect(code('😀'.repeat(10_000))).toBe(`\`${'😀'.repeat(200)}…\``);
  });

  it('among other text is shown as it is', () => {
    expect(plain('my_shop <b>')).toBe('my\\_shop \\<b\\>');
  });

  const pieces = ['|', '\\', '`', '\n', '\r', '<b>', '</td>', '\u202e', '\u2028', '😀', ' ', '\u0000', '---', 'a'];
  const names = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((parts) => parts.join('')),
  );

  it('is one cell of a table, whatever it is', () => {
    fc.assert(
      fc.property(names, names, (name, file) => {
        const tree = named(treeOf(profileOf('main;work 5')), name, file);
        const reports = { flamegraph: flamegraphOf(tree, '1'), hotpaths: hotPathsOf(tree, '1'), top: topOf(tree, '1') };
        const hot = serviceMarkdown(name, { ...reports, function: null });
        expect(tableBelow('Hot paths', hot).map((row) => row.length)).toEqual([4, 4, 4]);
        expect(tableBelow('Functions', hot).map((row) => row.length)).toEqual([6, 6, 6, 6]);
        const nothing = treeOf(profileOf(''));
        const changed = compareMarkdown(name, diffOf(nothing, tree, 'absolute', [1, 1]));
        expect(tableBelow('By call path', changed).map((row) => row.length)).toEqual([4, 4, 4, 4, 4]);
        expect(tableBelow('By function', changed).map((row) => row.length)).toEqual([6, 6, 6, 6]);
      }),
      { examples: [['<b>|`'.repeat(2_000), '\\'.repeat(10_000)]] },
    );
  });
});

/** The same tree with its last function called this. */
function named(tree: ReturnType<typeof treeOf>, name: string, file: string): ReturnType<typeof treeOf> {
  const last = tree.functions.name.indexOf('work');
  const swap = (column: readonly string[], value: string) => column.map((each, id) => (id === last ? value : each));
  const functions = { ...tree.functions, name: swap(tree.functions.name, name), file: swap(tree.functions.file, file) };
  return { ...tree, functions };
}
