import { describe, expect, it } from '@jest/globals';
import { decodePprof } from '@perf/proto';
import { Profile } from 'pprof-format';
import { startPace } from '../../agent/dist/heap/pace.js';
import type { HeapTree } from '../../agent/dist/heap/stacks.js';
import { writeHeap } from '../../agent/dist/heap/write.js';
import { parseHeapDump } from '../../agent/dist/oom/dump.js';
import { runAtOnce } from '../../agent/dist/slices.js';
import { samplesText } from './drawn.js';
import { sampleTypes, total } from './sink.js';

/** A tree of V8's: stacks from the outermost function, each with what it holds as objects x bytes. */
function heapTree(drawing: string): HeapTree {
  const root = nodeOf('(root)');
  for (const held of drawing.split(',').map((text) => text.trim())) {
    const [stack = '', ...allocations] = held.split(' ');
    let node = root;
    for (const name of stack.split(';')) {
      const child = node.children.find((one) => one.name === name) ?? nodeOf(name);
      if (!node.children.includes(child)) node.children.push(child);
      node = child;
    }
    for (const allocation of allocations) {
      const [count, sizeBytes] = allocation.split('x').map(Number);
      node.allocations.push({ count: count as number, sizeBytes: sizeBytes as number });
    }
  }
  return root;
}

function nodeOf(name: string): HeapTree {
  return { name, scriptName: 'app.js', scriptId: 1, lineNumber: 1, columnNumber: 1, children: [], allocations: [] };
}

const FACTS = { timeMs: 1_700_000_000_000, intervalBytes: 524_288, externalBytes: 0 };
const AS_THEY_ARE = { prepare: async () => false, of: <Place>(raw: Place) => raw };
const written = (tree: HeapTree, facts = {}) => runAtOnce(writeHeap(tree, AS_THEY_ARE, { ...FACTS, ...facts }));

describe('a heap profile', () => {
  const TREE = heapTree('main;load 3x100 2x1000, main;load;parse 1x50, main 0x0');

  it('has what is alive by where it was allocated, objects and bytes', () => {
    const profile = Profile.decode(written(TREE));
    expect(sampleTypes(profile)).toEqual(['inuse_objects/count', 'inuse_space/bytes']);
    expect(total(profile, 'inuse_objects/count')).toBe(6);
    expect(total(profile, 'inuse_space/bytes')).toBe(2350);
    expect(profile.sample).toHaveLength(2);
  });

  it('has memory outside of the heap beside it, and its labels on all', () => {
    const profile = Profile.decode(written(TREE, { externalBytes: 7e9, labels: { phase: 'oom' } }));
    expect(samplesText(profile, 'inuse_objects').map((line) => line.split(' ').slice(0, 2))).toEqual([
      ['(external)', 'phase=oom'],
      ['main;load', 'phase=oom'],
      ['main;load;parse', 'phase=oom'],
    ]);
    expect(total(profile, 'inuse_space/bytes')).toBe(7e9 + 2350);
  });

  it('is a valid profile, whatever functions are called', () => {
    const odd = [
      '',
      '(anonymous)',
      'größe',
      '漢字',
      '\u{1f600}',
      'a "quoted" \\ name',
      '\ud800 alone',
      'x'.repeat(5000),
    ];
    const profile = decodePprof(written({ ...nodeOf('(root)'), children: odd.map((name) => holding(nodeOf(name))) }));
    const names = profile.function.map(({ name }) => profile.stringTable[name]);
    // An anonymous function is called where it stands; half a character is replaced.
    expect(names.sort()).toEqual(['(anonymous:L#1:C#1)', ...odd.slice(1, 6), '\ufffd alone', 'x'.repeat(5000)].sort());
    expect(profile.period).toBe(524_288);
    expect(profile.timeNanos / 1e6).toBeCloseTo(FACTS.timeMs, -1);
  });

  it('keeps sums beyond 32 bits to the byte', () => {
    const huge = heapTree(`main ${2 ** 31}x1, main;a 1x${2 ** 32 + 1}, main;b 1x${2 ** 52 + 1}`);
    const profile = Profile.decode(written(huge));
    expect(profile.sample.map(({ value }) => Number(value[1])).sort((a, b) => a - b)).toEqual([
      2 ** 31,
      2 ** 32 + 1,
      2 ** 52 + 1,
    ]);
  });

  function holding(node: HeapTree): HeapTree {
    node.allocations.push({ count: 1, sizeBytes: 1 });
    return node;
  }
});

describe('what is left of a heap that was full', () => {
  /** As @datadog/pprof writes it: nothing is escaped. */
  function dumped({ name, scriptName, children, allocations, ...at }: HeapTree): string {
    const held = allocations.map(({ sizeBytes, count }) => `{"sizeBytes":${sizeBytes},"count":${count}}`);
    return (
      `{"name":"${name}","scriptName":"${scriptName}","scriptId":${at.scriptId},"lineNumber":${at.lineNumber},` +
      `"columnNumber":${at.columnNumber},"children":[${children.map(dumped)}],"allocations":[${held}]}`
    );
  }

  it('is read as it was', () => {
    const tree = heapTree('main;load 3x100 2x1000, main;load;parse 1x50, main;store 0x0, idle 4x4');
    expect(parseHeapDump(dumped(tree))).toEqual(tree);
  });

  it('is read with quotes, backslashes and line ends in names', () => {
    const tree = heapTree('main 1x1');
    tree.children.push({ ...nodeOf('say "hi", \\ and\n]} more'), scriptName: '/srv/my "app"/a.js' });
    expect(parseHeapDump(dumped(tree))).toEqual(tree);
  });

  it('is refused if the disk was full, too', () => {
    const text = dumped(heapTree('main;load 3x100'));
    expect(() => parseHeapDump(text.slice(0, -20))).toThrow('the heap profile cannot be read from byte');
    expect(() => parseHeapDump('')).toThrow('the heap profile cannot be read from byte 0 on');
  });
});

describe('a reading of the heap that V8 takes long for', () => {
  /** In which of so many windows it is taken, if it costs this much: `x..x`. */
  function taken(windows: number, costsMs: number, every = 1): string {
    const pace = startPace();
    return Array.from({ length: windows }, () => {
      const due = pace.due(every);
      if (due) pace.took(costsMs);
      return due ? 'x' : '.';
    }).join('');
  }

  it('is taken in each window up to 5 ms', () => {
    expect(taken(6, 4.9)).toBe('xxxxxx');
  });

  it('is taken less often, so that it takes 5 ms of a window on average, but in each 16th', () => {
    expect(taken(9, 14)).toBe('xx..x..x.');
    expect(taken(34, 1000)).toBe(`xx${'.'.repeat(15)}x${'.'.repeat(15)}x`);
  });

  it('is taken less often when the budget asks for it', () => {
    expect(taken(9, 1, 4)).toBe('x...x...x');
    expect(taken(9, 1, Number.POSITIVE_INFINITY)).toBe('.........');
  });
});
