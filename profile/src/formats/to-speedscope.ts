import { callTree } from '../calltree.js';
import { joinPath } from '../normalise.js';
import type { SampleType, Stacks } from '../types.js';

/** A file of speedscope's format: https://www.speedscope.app/file-format-schema.json */
export interface SpeedscopeFile {
  $schema: 'https://www.speedscope.app/file-format-schema.json';
  exporter: 'perf';
  name: string;
  activeProfileIndex: 0;
  shared: { frames: { name: string; file?: string; line?: number; col?: number }[] };
  profiles: [
    {
      type: 'sampled';
      name: string;
      unit: string;
      startValue: 0;
      endValue: number;
      /** Stacks from the root, as indices of frames, and beside them their values. */
      samples: number[][];
      weights: number[];
    },
  ];
}

const UNITS = new Set(['nanoseconds', 'microseconds', 'milliseconds', 'seconds', 'bytes']);

/**
 * Stacks and their values for speedscope: a sample for each call path, a frame for each function. Lines within functions
 * are not told apart. Units that the format does not know are `none`.
 */
export function toSpeedscope(
  stacks: Stacks,
  node: Int32Array,
  value: Float64Array,
  { type, unit }: SampleType,
): SpeedscopeFile {
  const tree = callTree(stacks, node, value);
  const { functions, parent } = tree;
  const self = tree.self[0] as Float64Array;
  const samples: number[][] = [];
  const weights: number[] = [];
  for (let at = 0; at < parent.length; at++) {
    if (self[at] === 0) continue;
    const path: number[] = [];
    for (let above = at; above > 0; above = parent[above] as number) path.push(tree.function[above] as number);
    samples.push(path.reverse());
    weights.push(self[at] as number);
  }
  const frames = functions.name.map((name, id) => {
    const file = joinPath({ package: functions.package[id] as string, file: functions.file[id] as string });
    const line = functions.startLine[id] as number;
    const col = functions.column[id] as number;
    return { name, ...(file && { file }), ...(line > 0 && { line }), ...(col > 0 && { col }) };
  });
  const endValue = tree.total[0]?.[0] ?? 0;
  const profile = { type: 'sampled' as const, name: type, unit: UNITS.has(unit) ? unit : 'none' };
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'perf',
    name: type,
    activeProfileIndex: 0,
    shared: { frames },
    profiles: [{ ...profile, startValue: 0, endValue, samples, weights }],
  };
}
