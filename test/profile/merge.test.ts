import { describe, expect, it } from '@jest/globals';
import { emptyProfile, mergeProfiles, mergeStacks } from '@perf/profile';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { profileOf } from '../notation/profile-of.js';
import { profileText } from '../notation/profile-text.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

describe('merging profiles', () => {
  it('adds equal stacks and keeps the others', () => {
    const merged = mergeProfiles([profileOf('main;a 3\nmain;b 2'), profileOf('main;b 5\nmain;c 1')]);
    expect(treeText(treeOf(merged))).toBe(
      drawn(`
        total 11
          main 11
            b 7 self 7
            a 3 self 3
            c 1 self 1
      `),
    );
    expect(merged.profiles).toBe(2);
  });

  it('keeps label sets apart', () => {
    const merged = mergeProfiles([profileOf('main 1 {route=/a}'), profileOf('main 2 {route=/b}\nmain 4 {route=/a}')]);
    expect(merged.samples.map(({ labels, vector }) => [labels[0]?.str, vector.values[0]?.[0]])).toEqual([
      ['/a', 5],
      ['/b', 2],
    ]);
  });

  it('unites sample types, with nothing where a profile lacks one', () => {
    const cpu = profileOf('main;a 3', { types: ['cpu/nanoseconds'] });
    const heap = profileOf('main;b 40', { types: ['inuse_space/bytes'] });
    const merged = mergeProfiles([cpu, heap]);
    expect(merged.sampleTypes.map(({ type }) => type)).toEqual(['cpu', 'inuse_space']);
    expect(merged.samples[0]?.vector.values).toEqual([Float64Array.of(3, 0), Float64Array.of(0, 40)]);
  });

  it('covers the time of all that know theirs', () => {
    const early = profileOf('main 1', { timeMs: 1000, durationMs: 10 });
    const late = profileOf('main 1', { timeMs: 5000, durationMs: 10 });
    expect(mergeProfiles([late, profileOf('main 1'), early])).toMatchObject({
      startMs: 1000,
      endMs: 5010,
      profiles: 3,
    });
  });

  it('does not care for the order', () => {
    fc.assert(
      fc.property(profiles, profiles, (a, b) => {
        expect(profileText(mergeProfiles([a, b]))).toBe(profileText(mergeProfiles([b, a])));
      }),
    );
  });

  it('does not care for the grouping', () => {
    fc.assert(
      fc.property(profiles, profiles, profiles, (a, b, c) => {
        const all = profileText(mergeProfiles([a, b, c]));
        expect(profileText(mergeProfiles([mergeProfiles([a, b]), c]))).toBe(all);
        expect(profileText(mergeProfiles([a, mergeProfiles([b, c])]))).toBe(all);
      }),
    );
  });

  it('has the empty profile as its neutral element', () => {
    fc.assert(
      fc.property(profiles, (a) => {
        expect(profileText(mergeProfiles([emptyProfile(), a]))).toBe(profileText(a));
        expect(profileText(mergeProfiles([a, emptyProfile()]))).toBe(profileText(a));
      }),
    );
    expect(mergeProfiles([])).toEqual(emptyProfile());
  });
});

describe('merging stack tables', () => {
  it('says where each node went, and leaves those of the first where they are', () => {
    const first = profileOf('main;a 1\nmain;b 1').stacks;
    const second = profileOf('main;b 1\nidle 1').stacks;
    const { stacks, remap } = mergeStacks([first, second]);
    expect(remap).toEqual([Int32Array.of(0, 1, 2, 3), Int32Array.of(0, 1, 3, 4)]);
    expect(stacks.functions.name).toEqual(['main', 'a', 'b', 'idle']);
    expect([...stacks.table.parent]).toEqual([-1, 0, 1, 1, 0]);
  });

  it('makes a root of nothing', () => {
    expect(mergeStacks([]).stacks.table.parent).toEqual(Int32Array.of(-1));
  });
});
