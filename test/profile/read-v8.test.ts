import { describe, expect, it } from '@jest/globals';
import { FormatError, readProfile } from '@perf/profile';
import { bytesOf, type Cpuprofile, cpuprofileOf, type HeapNode, heapprofileOf } from '../notation/files.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

const read = (content: unknown) => readProfile(bytesOf(content));

describe('a .cpuprofile', () => {
  it('spends on each sample the time until the next, and counts it', () => {
    const { format, profile, durationMs } = read(cpuprofileOf('main;a 1000\nmain 500\nmain;a 1500'));
    expect(format).toBe('cpuprofile');
    expect(profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`)).toEqual([
      'wall/nanoseconds',
      'sample/count',
    ]);
    expect(treeText(treeOf(profile, 0))).toBe(
      drawn(`
        total 3000000
          main 3000000 self 500000
            a 2500000 self 2500000
      `),
    );
    expect(treeText(treeOf(profile, 1))).toBe('total 3\n  main 3 self 1\n    a 2 self 2');
    expect(durationMs).toBe(3);
  });

  it('names functions by where they begin, and files by their package', () => {
    const { profile } = read(
      cpuprofileOf(`
        @file:///srv/app/a.js:10:4;@file:///srv/app/a.js:20:4 1
        get@file:///srv/node_modules/x/lib/b.js:3:1;read@node:fs:7:1 1
      `),
    );
    expect(treeText(treeOf(profile, 1))).toBe(
      drawn(`
        total 2
          (anonymous):10 [/srv/app/a.js] 1
            (anonymous):20 [/srv/app/a.js] 1 self 1
          get:3 [x lib/b.js] 1
            read:7 [node: fs] 1 self 1
      `),
    );
  });

  it('counts waiting, which takes no time of what ran', () => {
    const { profile } = read(cpuprofileOf('(idle) 9000\nmain 1000'));
    expect(treeText(treeOf(profile, 0))).toBe('total 1000000\n  main 1000000 self 1000000');
    expect(treeText(treeOf(profile, 1))).toBe('total 2\n  (idle) 1 self 1\n  main 1 self 1');
  });

  it('may have its samples out of order', () => {
    const file = cpuprofileOf('a 10\nb 20\nc 30');
    const shuffled = { ...file, samples: [2, 4, 3], timeDeltas: [0, 30, -20] };
    expect(treeText(treeOf(read(shuffled).profile, 0))).toBe(treeText(treeOf(read(file).profile, 0)));
  });

  it('may have its nodes in any order', () => {
    const file = cpuprofileOf('main;a;b 10\nmain;c 20');
    const turned = { ...file, nodes: [...file.nodes].reverse() };
    expect(treeText(treeOf(read(turned).profile, 0))).toBe(treeText(treeOf(read(file).profile, 0)));
  });

  it('without samples has the hit counts of its nodes', () => {
    const { samples, timeDeltas, ...rest } = cpuprofileOf('main;a 1\nmain;a 1\nmain 1');
    expect(treeText(treeOf(read(rest).profile))).toBe('total 3\n  main 3 self 1\n    a 2 self 2');
  });

  it('may be 10,000 frames deep', () => {
    const { profile } = read(cpuprofileOf(`${Array(10_000).fill('f').join(';')} 5`));
    expect(profile.stacks.table.parent).toHaveLength(10_001);
  });

  const node = (file: Cpuprofile, index: number) => file.nodes[index] as Cpuprofile['nodes'][number];

  it.each<[string, (file: Cpuprofile) => object, string]>([
    [
      'an unknown child',
      (file) => ({ ...node(file, 1), children: [9] }),
      'nodes[1].children[0] is 9, but no node has that id.',
    ],
    [
      'two parents',
      (file) => ({ ...node(file, 2), children: [2] }),
      'nodes[2].children[0] is 2, which is the child of another node already.',
    ],
    ['an id twice', (file) => ({ ...node(file, 2), id: 2 }), 'nodes[2].id is 2, which an earlier node has already.'],
    [
      'no id',
      (file) => ({ ...node(file, 2), id: undefined }),
      'nodes[2].id is missing, but it must be a whole number.',
    ],
    [
      'no call frame',
      (file) => ({ ...node(file, 2), callFrame: 3 }),
      'nodes[2].callFrame is 3, but it must be an object.',
    ],
  ])('with %s is refused', (_, change, message) => {
    const file = cpuprofileOf('main;a 1');
    const changed = change(file) as Cpuprofile['nodes'][number];
    const index = Number(/nodes\[(\d)\]/.exec(message)?.[1]);
    expect(() => read({ ...file, nodes: file.nodes.with(index, changed) })).toThrow(new FormatError(message));
  });

  it.each<[string, Partial<Cpuprofile>, string]>([
    ['an unknown sample', { samples: [7] }, 'samples[0] is 7, but no node has that id.'],
    ['too few times', { timeDeltas: [] }, 'timeDeltas has 0 entries, but samples has 1.'],
    ['no times', { timeDeltas: undefined }, 'timeDeltas is missing, but it must be a list.'],
    ['no end', { endTime: undefined }, 'endTime is missing, but it must be a number.'],
  ])('with %s is refused', (_, change, message) => {
    expect(() => read({ ...cpuprofileOf('main 1'), ...change })).toThrow(new FormatError(message));
  });

  it('whose nodes lead in a circle is refused', () => {
    const file = cpuprofileOf('main 1');
    const callFrame = node(file, 1).callFrame;
    const circle = [
      { id: 5, callFrame, hitCount: 0, children: [6] },
      { id: 6, callFrame, hitCount: 0, children: [5] },
    ];
    expect(() => read({ ...file, nodes: [...file.nodes, ...circle] })).toThrow('nodes lead in a circle');
  });
});

describe('a .heapprofile', () => {
  it('is a tree of the bytes that are alive', () => {
    const { format, profile, durationMs } = read(heapprofileOf('main;a 100\nmain 20\nmain;b@file:///srv/b.js:4:2 7'));
    expect(format).toBe('heapprofile');
    expect(profile.sampleTypes).toEqual([{ type: 'inuse_space', unit: 'bytes' }]);
    expect(treeText(treeOf(profile))).toBe(
      drawn(`
        total 127
          main 127 self 20
            a 100 self 100
            b:4 [/srv/b.js] 7 self 7
      `),
    );
    expect(durationMs).toBeNaN();
  });

  it.each<[string, (main: HeapNode) => object, string]>([
    ['size', () => ({ selfSize: 'big' }), 'head.children[0].selfSize is "big", but it must be a number.'],
    ['list of children', () => ({ children: 3 }), 'head.children[0].children is 3, but it must be a list.'],
    [
      'name',
      ({ callFrame }) => ({ callFrame: { ...callFrame, functionName: null } }),
      'head.children[0].callFrame.functionName is null, but it must be a name.',
    ],
  ])('without a usable %s is refused', (_, change, message) => {
    const { head } = heapprofileOf('main 1');
    const main = head.children[0] as HeapNode;
    expect(() => read({ head: { ...head, children: [{ ...main, ...change(main) }] } })).toThrow(
      new FormatError(message),
    );
  });
});
