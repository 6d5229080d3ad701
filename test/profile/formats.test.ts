import { describe, expect, it } from '@jest/globals';
import {
  foldedFrom,
  fromPprof,
  fromSpeedscope,
  type Profile,
  parseFolded,
  profileFromSelection,
  type SampleVector,
  toPprof,
  toSpeedscope,
} from '@perf/profile';
import { decodePprof, encodePprof } from '@perf/proto';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { goldenFile } from '../notation/golden.js';
import { profileOf } from '../notation/profile-of.js';
import { profileText } from '../notation/profile-text.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

function fold({ stacks, samples }: Profile): string {
  const [group] = samples;
  return group === undefined ? '' : foldedFrom(stacks, group.vector.node, group.vector.values[0] as Float64Array);
}

describe('folded stacks out', () => {
  it('have a line for each stack, in the order of their text', () => {
    expect(fold(profileOf('main;b 1\nmain;a;c 2\nmain 4'))).toBe('main 4\nmain;a;c 2\nmain;b 1\n');
  });

  it('do not tell lines or files apart', () => {
    expect(fold(profileOf('f@a.js:1 1\nf@a.js:2 2\nf@b.js 4'))).toBe('f 7\n');
  });

  it('write semicolons and line breaks in names differently, for they have no escapes', () => {
    const profile = profileOf('main;x 1');
    const functions = { ...profile.stacks.functions, name: ['operator;', 'two\nlines'] };
    expect(fold({ ...profile, stacks: { ...profile.stacks, functions } })).toBe('operator:;two lines 1\n');
  });

  it('name an empty stack', () => {
    expect(fold(profileOf('- 3'))).toBe('(no stack) 3\n');
  });

  it('are empty for an empty profile', () => {
    expect(fold(profileOf(''))).toBe('');
  });
});

describe('folded stacks in', () => {
  it('may have spaces in names, blank lines and Windows line ends', () => {
    const profile = parseFolded('main;get size 3\r\n\r\n  main;b 2  \n');
    expect(treeText(treeOf(profile))).toBe(
      drawn(`
        total 5
          main 5
            get size 3 self 3
            b 2 self 2
      `),
    );
    expect(profile.sampleTypes).toEqual([{ type: 'samples', unit: 'count' }]);
  });

  it('come back as they went out', () => {
    const text = '(no stack) 1\nmain 4\nmain;a;c 2\nmain;b 1\n';
    expect(fold(parseFolded(text))).toBe(text);
    expect(parseFolded('').samples).toEqual([]);
  });

  it.each([
    ['main;a 3\nmain;b', "Line 2: expected 'frame;frame value', found 'main;b'."],
    ['main;a three', "Line 1: 'three' is not a number. Each line ends in a space and a value."],
    ['main;;a 3', "Line 1: a frame without a name in 'main;;a'."],
  ])('%j is refused', (text, message) => {
    expect(() => parseFolded(text)).toThrow(new SyntaxError(message));
  });
});

describe('pprof out', () => {
  it('keeps every stack, value and label, there and back again', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const bytes = encodePprof(toPprof(profile));
        expect(profileText(fromPprof(decodePprof(bytes)))).toBe(profileText(profile));
      }),
    );
  });

  it('keeps names and paths that were never normalised', () => {
    const profile = profileOf('(anonymous:L#3)@file:///srv/a.js?x 1', { normalise: false });
    const back = fromPprof(decodePprof(encodePprof(toPprof(profile))), { normalise: false });
    expect(profileText(back)).toBe(profileText(profile));
  });

  it('keeps profiles by Go, with their label units, start lines and system names', () => {
    for (const file of ['go-cpu.pb.gz', 'go-heap.pb.gz']) {
      const profile = fromPprof(decodePprof(goldenFile(file)));
      const back = fromPprof(decodePprof(encodePprof(toPprof(profile))));
      expect(profileText(back)).toBe(profileText(profile));
      expect(back.stacks.functions.systemName).toEqual(profile.stacks.functions.systemName);
    }
  });

  it('keeps system names', () => {
    const profile = profileOf('main 1');
    const functions = { ...profile.stacks.functions, systemName: ['_ZN4mainEv'], startLine: [12] };
    const out = toPprof({ ...profile, stacks: { ...profile.stacks, functions } });
    expect(out.function.map(({ systemName }) => out.stringTable[systemName])).toEqual(['_ZN4mainEv']);
    expect(fromPprof(out).stacks.functions).toMatchObject({ systemName: ['_ZN4mainEv'], startLine: [12] });
  });

  it('leaves out functions and locations that no sample needs', () => {
    const profile = profileOf('main;a 1\nmain;b 2');
    const vector = { node: Int32Array.of(2), values: [Float64Array.of(5)] };
    const out = toPprof({ ...profile, samples: [{ labels: [], vector }] });
    expect(out.function.map(({ name }) => out.stringTable[name])).toEqual(['main', 'a']);
    expect(out.location).toHaveLength(2);
  });

  it('rounds values, for pprof has whole numbers only', () => {
    const profile = profileOf('main 1');
    const vector = { node: Int32Array.of(1), values: [Float64Array.of(2.6)] };
    expect(toPprof({ ...profile, samples: [{ labels: [], vector }] }).sample[0]?.value).toEqual([3]);
  });
});

describe('speedscope out', () => {
  it('keeps every call path and its value, there and back again', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const [group] = profile.samples;
        if (group === undefined) return;
        const { node, values } = group.vector;
        const type = { type: 'cpu', unit: 'nanoseconds' };
        const file = toSpeedscope(profile.stacks, node, values[0] as Float64Array, type);
        expect(fold(fromSpeedscope(JSON.parse(JSON.stringify(file))).profile)).toBe(fold(profile));
      }),
    );
  });

  it('names units that the format knows, and where functions are', () => {
    const { stacks, samples } = profileOf('main@src/a.js;(anonymous:L#3:C#7)@src/a.js 5');
    const [{ node, values }] = samples.map(({ vector }) => vector) as [SampleVector];
    const file = (unit: string) => toSpeedscope(stacks, node, values[0] as Float64Array, { type: 'x', unit });
    expect(['bytes', 'count'].map((unit) => file(unit).profiles[0].unit)).toEqual(['bytes', 'none']);
    expect(file('count').profiles[0]).toMatchObject({ endValue: 5, samples: [[0, 1]], weights: [5] });
    expect(file('count').shared.frames).toEqual([
      { name: 'main', file: 'src/a.js' },
      { name: '(anonymous)', file: 'src/a.js', line: 3, col: 7 },
    ]);
  });
});

describe('a group of a selection', () => {
  const { stacks } = profileOf('main;a 1');
  const evidence = { profiles: 4, instances: 2, instanceSeconds: 40, requests: null };
  const group = { labels: {}, fromMs: 1000, node: Int32Array.of(2), value: Float64Array.of(7), evidence };
  const set = { sampleType: { type: 'cpu', unit: 'nanoseconds' }, stacks, groups: [group] };

  it('is a profile of one sample type', () => {
    const profile = profileFromSelection(set, 0);
    expect(treeText(treeOf(profile))).toBe('total 7\n  main 7\n    a 7 self 7');
    expect(profile).toMatchObject({ sampleTypes: [{ type: 'cpu' }], profiles: 4, startMs: 1000 });
  });

  it('must exist', () => {
    expect(() => profileFromSelection(set, 1)).toThrow('group 1 of a selection that has 1');
  });
});
