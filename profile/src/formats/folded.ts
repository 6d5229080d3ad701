import { callTree } from '../calltree.js';
import { StackBuilder } from '../stack-builder.js';
import { FrameBuilder, FunctionBuilder } from '../tables.js';
import type { Profile, SampleType, Stacks } from '../types.js';
import { sparse } from '../vector.js';

/** What a line without frames is named: samples whose stack is empty. */
const NO_STACK = '(no stack)';

/**
 * Folded stacks: a line `main;a;b 3` for each stack, root first, in the order of their text.
 *
 * The format has no escapes, so a `;` in a name becomes `:` and a line break a space. Lines are not told apart.
 */
export function foldedFrom(stacks: Stacks, node: Int32Array, value: Float64Array): string {
  const tree = callTree(stacks, node, value);
  const self = tree.self[0] as Float64Array;
  const names = tree.functions.name.map((name) => name.replaceAll(';', ':').replace(/[\r\n]+/g, ' '));
  const paths: string[] = [''];
  const values = new Map<string, number>();
  for (let at = 0; at < tree.parent.length; at++) {
    if (at > 0) {
      const above = paths[tree.parent[at] as number] as string;
      const name = names[tree.function[at] as number] as string;
      paths[at] = above === '' ? name : `${above};${name}`;
    }
    if (self[at] === 0) continue;
    const path = paths[at] || NO_STACK;
    values.set(path, (values.get(path) ?? 0) + (self[at] as number));
  }
  return [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, sum]) => `${path} ${sum}\n`)
    .join('');
}

/**
 * A profile from folded stacks. Blank lines are skipped; the value follows the last space of a line.
 *
 * @param sampleType what the values are: samples/count unless told.
 * @throws SyntaxError naming the line.
 */
export function parseFolded(text: string, sampleType: SampleType = { type: 'samples', unit: 'count' }): Profile {
  const functions = new FunctionBuilder();
  const frames = new FrameBuilder();
  const table = new StackBuilder();
  const nodes: number[] = [];
  const values: number[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const { path, value } = split(line, index + 1);
    let node = 0;
    if (path !== NO_STACK) {
      for (const name of path.split(';')) {
        if (name === '') throw new SyntaxError(`Line ${index + 1}: a frame without a name in '${path}'.`);
        node = table.child(node, frames.intern(functions.intern(name, '', '', 0, 0, ''), 0));
      }
    }
    nodes.push(node);
    values.push(value);
  }
  const vector = sparse(Int32Array.from(nodes), [Float64Array.from(values)]);
  return {
    sampleTypes: [sampleType],
    stacks: { functions: functions.build(), frames: frames.build(), table: table.build() },
    samples: nodes.length === 0 ? [] : [{ labels: [], vector }],
    profiles: 1,
    startMs: Number.NaN,
    endMs: Number.NaN,
  };
}

function split(line: string, number: number): { path: string; value: number } {
  const space = line.lastIndexOf(' ');
  const path = line.slice(0, Math.max(0, space)).trimEnd();
  const value = line.slice(space + 1);
  if (path === '') throw new SyntaxError(`Line ${number}: expected 'frame;frame value', found '${line}'.`);
  if (!/^-?\d+(\.\d+)?$/.test(value)) {
    throw new SyntaxError(`Line ${number}: '${value}' is not a number. Each line ends in a space and a value.`);
  }
  return { path, value: Number(value) };
}
