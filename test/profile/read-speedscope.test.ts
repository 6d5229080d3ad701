import { describe, expect, it } from '@jest/globals';
import { type CallTree, FormatError, fromSpeedscope, pathIds, readProfile } from '@perf/profile';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { bytesOf, type Speedscope, speedscopeFrom, speedscopeOf } from '../notation/files.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

const read = (content: unknown) => readProfile(bytesOf(content));
const TYPES = ['sampled', 'evented'] as const;

describe('a speedscope file', () => {
  it.each(TYPES)('that is %s has stacks from the root, and what was spent on each', (type) => {
    const { format, profile } = read(speedscopeOf({ main: 'main;a 3\nmain 2\nmain;a;b 4' }, type, 'milliseconds'));
    expect(format).toBe('speedscope');
    expect(profile.sampleTypes).toEqual([{ type: 'time', unit: 'milliseconds' }]);
    expect(treeText(treeOf(profile))).toBe(
      drawn(`
        total 9
          main 9 self 2
            a 7 self 3
              b 4 self 4
      `),
    );
  });

  it.each(TYPES)('that is %s gives back the tree that was written', (type) => {
    fc.assert(
      fc.property(profiles, (profile) => {
        // Evented files have no events for a stack without frames: what was spent on none is nobody's.
        const known = { ...profile, samples: profile.samples.map((group) => withoutRoot(group, type)) };
        const back = fromSpeedscope(JSON.parse(JSON.stringify(speedscopeFrom(known, type))));
        expect(pathsOf(treeOf(back.profile))).toEqual(pathsOf(treeOf(known)));
      }),
    );
  });

  it('labels the samples of several profiles by their names, each name once', () => {
    const file = speedscopeOf({ worker: 'run 1', main: 'main 2' });
    const { profile } = read({ ...file, profiles: [...file.profiles, { ...file.profiles[0], name: 'main' }] });
    expect(profile.samples.map(({ labels }) => labels.map(({ key, str }) => `${key}=${str}`))).toEqual([
      ['profile=worker'],
      ['profile=main'],
      ['profile=main (2)'],
    ]);
  });

  it('of several units has a sample type for each', () => {
    const time = speedscopeOf({ time: 'a 5' }, 'sampled', 'seconds');
    const bytes = speedscopeOf({ bytes: 'a 7' }, 'sampled', 'bytes');
    const { profile } = read({ ...time, profiles: [...time.profiles, ...bytes.profiles] });
    expect(profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`)).toEqual(['time/seconds', 'space/bytes']);
    expect([0, 1].map((type) => treeText(treeOf(profile, type)))).toEqual([
      'total 5\n  a 5 self 5',
      'total 7\n  a 7 self 7',
    ]);
  });

  it('keeps what is open at its end open until then', () => {
    const file = speedscopeOf({ main: 'a 5' }, 'evented');
    const [profile] = file.profiles;
    const cut = { ...profile, events: profile?.events?.slice(0, 1), endValue: 8 };
    expect(treeText(treeOf(read({ ...file, profiles: [cut] }).profile))).toBe('total 8\n  a 8 self 8');
  });

  it.each<[string, object, string]>([
    ['type', { type: 'sampling' }, `profiles[0].type is "sampling", but it must be 'sampled' or 'evented'.`],
    [
      'unit',
      { unit: 'parsecs' },
      'profiles[0].unit is "parsecs", but it must be one of none, nanoseconds, microseconds, milliseconds, seconds, bytes.',
    ],
    ['weight', { weights: ['1'] }, 'profiles[0].weights[0] is "1", but it must be a number.'],
    ['number of weights', { weights: [] }, 'profiles[0].weights has 0 entries, but samples has 1.'],
    [
      'frame',
      { samples: [[0, 7]] },
      'profiles[0].samples[0][1] is 7, but it must be the index of one of the 1 frames of shared.frames.',
    ],
  ])('with a wrong %s is refused', (_, change, message) => {
    const file = speedscopeOf({ main: 'a 1' });
    expect(() => read({ ...file, profiles: [{ ...file.profiles[0], ...change }] })).toThrow(new FormatError(message));
  });

  it.each<[string, readonly [string, number, number][], string]>([
    ['is not open', [['C', 0, 1]], 'profiles[0].events[0] closes frame 0, but none is open.'],
    [
      'is not the innermost',
      [
        ['O', 0, 0],
        ['O', 1, 1],
        ['C', 0, 2],
      ],
      'profiles[0].events[2] closes frame 0, but another one was opened after it and is still open.',
    ],
    [
      'closes before it opens',
      [
        ['O', 0, 5],
        ['C', 0, 3],
      ],
      'profiles[0].events[1].at is 3, but 5 was reached before it.',
    ],
  ])('whose frame %s is refused', (_, drawnEvents, message) => {
    const file = speedscopeOf({ main: 'a;b 10' }, 'evented');
    const events = drawnEvents.map(([type, frame, at]) => ({ type, frame, at }));
    expect(() => read({ ...file, profiles: [{ ...file.profiles[0], events }] })).toThrow(new FormatError(message));
  });

  it.each<[Partial<Speedscope>, string]>([
    [{ profiles: [] }, 'profiles is empty: the file holds no profile.'],
    [{ shared: undefined }, 'shared is missing, but it must be an object.'],
  ])('with %j is refused', (change, message) => {
    expect(() => read({ ...speedscopeOf({ main: 'a 1' }), ...change })).toThrow(new FormatError(message));
  });
});

/** A tree's nodes by their path, with self and total, in an order that does not depend on how it was made. */
function pathsOf(tree: CallTree): string[] {
  return pathIds(tree)
    .map((id, node) => `${id} ${tree.self[0]?.[node]} ${tree.total[0]?.[node]}`)
    .sort();
}

type Group = Parameters<typeof treeOf>[0]['samples'][number];

function withoutRoot(group: Group, type: (typeof TYPES)[number]): Group {
  if (type === 'sampled') return group;
  const rows = [...group.vector.node.keys()].filter((row) => group.vector.node[row] !== 0);
  const pickRows = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] as number);
  const node = Int32Array.from(rows, (row) => group.vector.node[row] as number);
  return { ...group, vector: { node, values: group.vector.values.map(pickRows) } };
}
