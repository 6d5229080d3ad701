import { describe, expect, it } from '@jest/globals';
import { FrameBuilder, FunctionBuilder, fromPprof, internStacks, KnownTexts, StackBuilder } from '@perf/profile';
import { check, decodePprof } from '@perf/proto';
import { goldenFile } from '../notation/golden.js';
import { pprofOf, profileOf } from '../notation/profile-of.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

describe('interning a pprof', () => {
  it('gives every stack its node, parents first', () => {
    const { stacks, samples } = profileOf('main;a;b 3\nmain;c 2');
    expect([...stacks.table.parent]).toEqual([-1, 0, 1, 2, 1]);
    expect([...stacks.table.frame]).toEqual([-1, 0, 1, 2, 3]);
    expect(samples.map(({ vector }) => [...vector.node])).toEqual([[3, 4]]);
  });

  it('adds up samples of one stack', () => {
    const { samples } = profileOf('main;a 3\nmain 1\nmain;a 4');
    expect(samples[0]?.vector).toEqual({ node: Int32Array.of(1, 2), values: [Float64Array.of(1, 7)] });
  });

  it('keeps a column of values for each sample type', () => {
    const profile = profileOf('main;a 1 10\nmain;b 2 20', { types: ['sample/count', 'cpu/nanoseconds'] });
    expect(profile.sampleTypes).toEqual([
      { type: 'sample', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ]);
    expect(profile.samples[0]?.vector.values).toEqual([Float64Array.of(1, 2), Float64Array.of(10, 20)]);
  });

  it('keeps samples of different labels apart, whatever the order of labels', () => {
    const { samples } = profileOf(`
      main;a 1 {route=/a bytes=8}
      main;a 2 {bytes=8 route=/a}
      main;a 4 {route=/b}
      main;a 8
    `);
    expect(
      samples.map(({ labels, vector }) => [
        labels.map(({ key, str, num }) => `${key}=${str || num}`),
        vector.values[0]?.[0],
      ]),
    ).toEqual([
      [['bytes=8', 'route=/a'], 3],
      [['route=/b'], 4],
      [[], 8],
    ]);
  });

  it('sorts labels by key, then by value', () => {
    const [group] = profileOf('main 1 {b=/1 a=/3 a=/2}').samples;
    expect(group?.labels.map(({ key, str }) => key + str)).toEqual(['a/2', 'a/3', 'b/1']);
  });

  it('gives the same stacks where it knows texts of profiles before, whatever they were relative to', () => {
    const pprofs = ['/srv/a', '/srv/b'].map((root) => check(pprofOf(`main@${root}/main.js;f@${root}/lib/f.js 1`)));
    const tables = () => {
      const functions = new FunctionBuilder();
      return { functions, frames: new FrameBuilder(), table: new StackBuilder() };
    };
    const [forgetful, knowing] = [tables(), tables()];
    const texts = new KnownTexts(knowing.functions);
    for (const root of ['/srv/a', '/srv/b', '/srv/a', undefined]) {
      for (const pprof of pprofs) {
        const nodes = internStacks(pprof, { ...knowing, texts }, { root });
        expect(nodes).toEqual(internStacks(pprof, forgetful, { root }));
      }
    }
    expect(knowing.functions.build()).toEqual(forgetful.functions.build());
  });

  it('unfolds a location with several lines: the last line is the caller', () => {
    expect(treeText(treeOf(profileOf('main;outer+inner+innermost;leaf 1')))).toBe(
      drawn(`
        total 1
          main 1
            outer 1
              inner 1
                innermost 1
                  leaf 1 self 1
      `),
    );
  });

  it('tells frames apart by line, but not functions', () => {
    const { stacks } = profileOf('main@m.js:1;a@a.js:3 1\nmain@m.js:2;a@a.js:3 1');
    expect([...stacks.frames.line]).toEqual([1, 3, 2]);
    expect(stacks.functions.name).toEqual(['main', 'a']);
    expect(stacks.table.parent).toHaveLength(5);
  });

  it('takes a column out of a line that carries one', () => {
    const pprof = pprofOf('main@m.js:12 1');
    for (const { line } of pprof.location) for (const each of line) each.line += 7 * 2 ** 32;
    expect([...fromPprof(pprof).stacks.frames.line]).toEqual([12]);
  });

  it('names code without symbols by its address and binary', () => {
    const pprof = pprofOf('main 1');
    const hidden = { id: 2, mappingId: 9, address: 0x4a3f10, line: [], isFolded: false };
    pprof.location.push(hidden);
    pprof.stringTable.push('/usr/lib/libz.so');
    const flags = { hasFunctions: false, hasFilenames: false, hasLineNumbers: false, hasInlineFrames: false };
    const filename = pprof.stringTable.length - 1;
    pprof.mapping.push({ id: 9, memoryStart: 0, memoryLimit: 0, fileOffset: 0, filename, buildId: 0, ...flags });
    pprof.sample[0]?.locationId.unshift(2);
    expect(treeText(treeOf(fromPprof(pprof)))).toBe(
      drawn(`
        total 1
          main 1
            0x4a3f10 [/usr/lib/libz.so] 1 self 1
      `),
    );
  });

  it('takes ids that do not count from 1', () => {
    const pprof = pprofOf('main;a 1');
    for (const entry of pprof.function) entry.id *= 1000;
    for (const { line } of pprof.location) for (const each of line) each.functionId *= 1000;
    expect(fromPprof(pprof)).toEqual(profileOf('main;a 1'));
  });

  it('knows when it was taken', () => {
    expect(profileOf('main 1', { timeMs: 5000, durationMs: 250 })).toMatchObject({ startMs: 5000, endMs: 5250 });
    expect(profileOf('main 1')).toMatchObject({ startMs: Number.NaN, endMs: Number.NaN });
  });

  it('keeps a sample without a stack at the root', () => {
    expect(treeText(treeOf(profileOf('- 4\nmain 1')))).toBe('total 5 self 4\n  main 1 self 1');
  });

  it('takes a profile without samples', () => {
    const profile = profileOf('');
    expect(profile).toMatchObject({ samples: [], profiles: 1, sampleTypes: [{ type: 'samples', unit: 'count' }] });
    expect(treeText(treeOf(profile))).toBe('total 0');
  });

  it('takes a stack of 10,000 frames', () => {
    const names = Array.from({ length: 10_000 }, (_, depth) => `f${depth % 100}`);
    const profile = profileOf(`${names.join(';')} 1`);
    expect(profile.stacks.table.parent).toHaveLength(10_001);
  });

  it('normalises names and paths, and keeps the original name', () => {
    const drawing = '(anonymous:L#30:C#18)@file:///srv/app/src/a.js 1';
    const { functions } = profileOf(drawing, { root: '/srv/app' }).stacks;
    expect(functions).toEqual({
      name: ['(anonymous)'],
      file: ['src/a.js'],
      package: [''],
      startLine: [30],
      column: [18],
      systemName: ['(anonymous:L#30:C#18)'],
    });
  });

  it('leaves names and paths alone when told', () => {
    const { functions } = profileOf('(anonymous:L#30)@file:///srv/a.js 1', { normalise: false }).stacks;
    expect(functions).toMatchObject({ name: ['(anonymous:L#30)'], file: ['file:///srv/a.js'], systemName: [''] });
  });

  it('reads the labels, the inlined calls and the time of a profile by Go', () => {
    const profile = fromPprof(decodePprof(goldenFile('go-cpu.pb.gz')));
    const routes = profile.samples.flatMap(({ labels }) => labels.map(({ key, str }) => `${key}=${str}`));
    expect(routes.sort()).toEqual(['endpoint=/fibonacci', 'endpoint=/sort']);
    expect(profile.stacks.functions.name).toEqual(expect.arrayContaining(['main.fibonacci', 'main.sortWords']));
    expect(profile.endMs - profile.startMs).toBeGreaterThan(2000);
  });
});
