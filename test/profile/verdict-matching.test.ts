import { describe, expect, it } from '@jest/globals';
import { type FunctionTable, joinTrees } from '@perf/profile';
import { matchFunctions } from '@perf/profile/verdict/matching.js';
import { plainName, splitOrdinal, wordsOf } from '@perf/profile/verdict/matching-names.js';
import { matchNodes } from '@perf/profile/verdict/matching-nodes.js';
import { rising } from '@perf/profile/verdict/matching-rising.js';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { profileOf } from '../notation/profile-of.js';
import { drawn, treeOf } from '../notation/tree-text.js';

/** How each function is matched that is not so by its key, then what has no counterpart: `-` of the base, `+` new. */
function matches(before: string, after: string, fingerprints: { before?: string[]; after?: string[] } = {}): string {
  const [base, comparison] = [profileOf(before).stacks, profileOf(after).stacks];
  const found = matchFunctions(
    { ...base, fingerprint: fingerprints.before },
    { ...comparison, fingerprint: fingerprints.after },
  );
  const lines = base.functions.name.flatMap((_, id) => {
    const to = found.comparisonOf[id] as number;
    const reason = found.reason[id];
    if (to === -1 || reason === 'key') return [];
    return [`${called(base.functions, id)} > ${called(comparison.functions, to)}: ${reason}`];
  });
  const left = (sign: string, functions: FunctionTable, side: 'base' | 'comparison') =>
    found.unmatched[side].map(
      ({ function: id, parent }) =>
        `${sign} ${called(functions, id)} in ${parent < 0 ? 'root' : called(functions, parent)}`,
    );
  return [...lines, ...left('-', base.functions, 'base'), ...left('+', comparison.functions, 'comparison')].join('\n');
}

function called({ name, file, startLine }: FunctionTable, id: number): string {
  const place = startLine[id] ? `:${startLine[id]}` : '';
  return `${name[id]}${file[id] === '' ? '' : `@${file[id]}`}${place}`;
}

describe('matching functions of two versions', () => {
  it('goes by package, file and name, whatever the lines and the cost', () => {
    expect(matches('main@a.js:1;f@a.js:5 1', 'main@a.js:9;f@a.js:70 900')).toBe('');
  });

  it('sees through async, get and bound', () => {
    expect(matches('main;load 1\nmain;get size 1', 'main;async load 1\nmain;bound size 1')).toBe('');
  });

  it('goes by fingerprints where the source is known', () => {
    const fingerprints = { before: ['m', 'p'], after: ['m', 'q', 'p'] };
    expect(matches('main@a.js;parse@a.js 1', 'main@a.js;weigh@b.js 1\nmain@a.js;walk@c.js 1', fingerprints)).toBe(
      drawn(`
        parse@a.js > walk@c.js: fingerprint
        + weigh@b.js in main@a.js`),
    );
  });

  it('finds a function of a name that is nowhere else, in another file', () => {
    expect(matches('main@a.js;parseOrder@a.js 1', 'main@a.js;parseOrder@orders.js 1')).toBe(
      'parseOrder@a.js > parseOrder@orders.js: name',
    );
  });

  it('does not take one that other functions call for the same', () => {
    const before = 'main@a.js;init@a.js 1\nmain@a.js;other@z.js 1';
    const after = 'main@a.js 1\nmain@a.js;other@z.js;init@z.js 1';
    expect(matches(before, after)).toBe('- init@a.js in main@a.js\n+ init@z.js in other@z.js');
  });

  it('follows functions of common names to where the others of their file went', () => {
    const before = 'main@m.js;get@a.js;readA@a.js 1\nmain@m.js;get@b.js;readB@b.js 1';
    const after = 'main@m.js;get@core/a-x7Kq2.js;readA@core/a-x7Kq2.js 1\nmain@m.js;get@b.js;readB@b.js 1';
    expect(matches(before, after)).toBe(
      drawn(`
        get@a.js > get@core/a-x7Kq2.js: file
        readA@a.js > readA@core/a-x7Kq2.js: file`),
    );
  });

  it('recognises the callbacks of what was renamed', () => {
    const before = 'main@a.js;listen@a.js;listen > app.get callback@a.js 1';
    const after = 'main@a.js;serve@a.js;serve > app.get callback@a.js 1';
    expect(matches(before, after, { before: ['', 'l', ''], after: ['', 'l', ''] })).toBe(
      drawn(`
        listen@a.js > serve@a.js: fingerprint
        listen > app.get callback@a.js > serve > app.get callback@a.js: lexical`),
    );
  });

  it('does not let a new callback shift the others of its kind', () => {
    const before = 'main@a.js:1;then callback@a.js:10;f@a.js:40 1\nmain@a.js:1;then callback #2@a.js:20;g@a.js:50 1';
    const after = `
      main@a.js:1;then callback@a.js:4 1
      main@a.js:1;then callback #2@a.js:16;f@a.js:46 1
      main@a.js:1;then callback #3@a.js:26;g@a.js:56 1`;
    expect(matches(before, after)).toBe(
      drawn(`
        then callback@a.js > then callback #2@a.js: order
        then callback #2@a.js > then callback #3@a.js: order
        + then callback@a.js in main@a.js`),
    );
  });

  it('does not guess which of two callbacks is the new one, where nothing tells', () => {
    const before = 'main@a.js:1;then callback@a.js:10 1\nmain@a.js:1;end@a.js:90 1';
    const after =
      'main@a.js:1;then callback@a.js:10 1\nmain@a.js:1;then callback #2@a.js:16 1\nmain@a.js:1;end@a.js:96 1';
    expect(matches(before, after)).toBe(
      drawn(`
        - then callback@a.js in main@a.js
        + then callback@a.js in main@a.js
        + then callback #2@a.js in main@a.js`),
    );
  });

  it('pairs the anonymous functions of a bundle where they stand, however many', () => {
    const bundle = (count: number) =>
      Array.from({ length: count }, (_, at) => `main@a.js:1;(anonymous:L#${at + 2})@a.js:${at + 2} 1`).join('\n');
    const found = matches(bundle(260), bundle(259)).split('\n');
    expect(found.filter((line) => line.endsWith(': order'))).toHaveLength(259);
    expect(found.at(-1)).toBe('- (anonymous)@a.js:261 in main@a.js');
  });

  it('pairs anonymous functions where they stand, not by what was sampled of them', () => {
    const before =
      'main@a.js:1;(anonymous:L#10)@a.js:10 1\nmain@a.js:1;(anonymous:L#20)@a.js:20 1\nmain@a.js:1;end@a.js:90 1';
    const after =
      'main@a.js:1;(anonymous:L#20)@a.js:20 1\nmain@a.js:1;(anonymous:L#30)@a.js:30 1\nmain@a.js:1;end@a.js:90 1';
    expect(matches(before, after)).toBe(
      drawn(`
        (anonymous)@a.js:20 > (anonymous)@a.js:20: order
        - (anonymous)@a.js:10 in main@a.js
        + (anonymous)@a.js:30 in main@a.js`),
    );
  });

  it('recognises a renamed function by its place among what one function calls', () => {
    const before = 'main@a.js:1;f@a.js:10 1\nmain@a.js:1;g@a.js:20 1\nmain@a.js:1;h@a.js:30 1';
    const after = 'main@a.js:1;f@a.js:12 1\nmain@a.js:1;weigh@a.js:22 1\nmain@a.js:1;h@a.js:32 1';
    expect(matches(before, after)).toBe('g@a.js > weigh@a.js: children');
  });

  it('leaves alone what was merely not sampled, although it lies between the same functions', () => {
    const before = 'main@a.js:1;f@a.js:10 1\nmain@a.js:1;g@a.js:20 1\nmain@a.js:1;h@a.js:30 1';
    const after = 'main@a.js:1;f@a.js:12 1\nmain@a.js:1;weigh@a.js:27 1\nmain@a.js:1;h@a.js:32 1';
    expect(matches(before, after)).toBe('- g@a.js in main@a.js\n+ weigh@a.js in main@a.js');
  });

  it('recognises what was renamed and moved by its words and its neighbours', () => {
    const calls = 'readRows@db.js 1';
    const before = `main@a.js;buildOrderReport@reports.js;${calls}\nmain@a.js;sendReport@reports.js 1`;
    const after = `main@a.js;buildOrdersReport@reports/orders.js;${calls}\nmain@a.js;sendReport@reports.js 1`;
    expect(matches(before, after)).toBe('buildOrderReport@reports.js > buildOrdersReport@reports/orders.js: score');
  });

  it('does not choose between two that are equally alike', () => {
    const before = 'main@a.js;readChunk@io.js;fill@io.js 1';
    const after = 'main@a.js;readChunkA@io.js;fill@io.js 1\nmain@a.js;readChunkB@io.js;fill@io.js 1';
    expect(matches(before, after)).toBe(
      drawn(`
        - readChunk@io.js in main@a.js
        + readChunkA@io.js in main@a.js
        + readChunkB@io.js in main@a.js`),
    );
  });

  it('names the nearest function above that is matched, for what was taken out of another', () => {
    expect(matches('main;f 3', 'main;f 1\nmain;f;part;deeper 2')).toBe('+ part in f\n+ deeper in f');
  });

  it('is one-to-one, and complete between a profile and itself', () => {
    fc.assert(
      fc.property(profiles, profiles, ({ stacks: a }, { stacks: b }) => {
        const { comparisonOf } = matchFunctions(a, a);
        expect(areThemselves(a.functions, comparisonOf)).toBe(true);
        const there = matchFunctions(a, b);
        for (const [id, to] of there.comparisonOf.entries()) {
          if (to !== -1) expect(there.comparisonOf[there.baseOf[to] as number]).toBe(to);
          expect(there.reason[id] === null).toBe(to === -1);
        }
      }),
    );
  });
});

/** Whether each function is matched with one that a call tree does not tell from it. */
function areThemselves({ name, file, startLine }: FunctionTable, comparisonOf: Int32Array): boolean {
  return comparisonOf.every(
    (to, id) =>
      name[id] === name[to] && file[id] === file[to] && (name[id] !== '(anonymous)' || startLine[id] === startLine[to]),
  );
}

describe('matching nodes of two call trees', () => {
  it('pairs nodes of matched functions below nodes that are paired', () => {
    const [before, after] = [
      profileOf('main@a.js;f@a.js;g@a.js 1\nmain@a.js;old@a.js;g@a.js 1'),
      profileOf('main@a.js;f@b.js;g@a.js 1'),
    ];
    const [base, comparison] = [treeOf(before), treeOf(after)];
    const nodes = matchNodes(base, comparison, matchFunctions(before.stacks, after.stacks).comparisonOf);
    const name = (tree: typeof base, node: number) => tree.functions.name[tree.function[node] as number] ?? 'root';
    expect(Array.from(nodes, (to, node) => `${name(base, node)} ${to < 0 ? '-' : name(comparison, to)}`)).toEqual([
      'root root',
      'main main',
      'f f',
      'g g',
      'old -',
      'g -',
    ]);
  });

  it('pairs what a diff joins, where nothing but cost has changed', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const tree = treeOf(profile);
        const nodes = matchNodes(tree, tree, matchFunctions(profile.stacks, profile.stacks).comparisonOf);
        expect(nodes).toEqual(Int32Array.from(joinTrees(tree, tree).parent.keys()));
      }),
    );
  });
});

describe('names', () => {
  it.each([
    ['async load', 'load'],
    ['bound async load$1', 'load'],
    ['get size', 'size'],
    ['get', 'get'],
    ['getter', 'getter'],
    ['$1', '$1'],
  ])('%s without modifiers is %s', (name, plain) => {
    expect(plainName(name)).toBe(plain);
  });

  it('carry an ordinal', () => {
    expect(splitOrdinal('listen > app.get callback #12')).toEqual({ text: 'listen > app.get callback', ordinal: 12 });
    expect(splitOrdinal('issue #x')).toEqual({ text: 'issue #x', ordinal: 1 });
  });

  it('consist of words', () => {
    expect(wordsOf('src/parseHTTPHeader2.js')).toEqual(['src', 'parse', 'http', 'header', '2', 'js']);
  });
});

it('a longest rising subsequence leaves out what changed its order', () => {
  expect(rising([1, 5, 2, 3])).toEqual([0, 2, 3]);
  expect(rising([])).toEqual([]);
});
