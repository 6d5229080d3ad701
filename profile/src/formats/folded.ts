import { callTree } from '../calltree.js';
import type { Profile, SampleType, Stacks } from '../types.js';
import { defaultReadLimits, type ReadLimits } from './bounds.js';
import { ProfileBuilder } from './builder.js';
import { FormatError } from './error.js';

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
 * A profile from folded stacks, those of perf script and async-profiler too. Blank lines are skipped; the value follows
 * the last space of a line.
 *
 * @param sampleType what the values are: samples/count unless told.
 * @throws FormatError naming the line.
 */
export function parseFolded(
  text: string,
  sampleType: SampleType = { type: 'samples', unit: 'count' },
  limits: ReadLimits = defaultReadLimits,
): Profile {
  const builder = new ProfileBuilder([sampleType], limits);
  const rows = builder.group();
  const stacks = new FoldedStacks(builder);
  let number = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? text.length : end).trim();
    from = end < 0 ? text.length : end + 1;
    number++;
    if (line === '') continue;
    const { path, value } = split(line, number);
    rows.add(path === NO_STACK ? 0 : stacks.node(path, number), [value]);
  }
  return builder.build();
}

/** Finds the nodes of paths. What a path shares with the one before it, which is most in sorted files, is not read again. */
class FoldedStacks {
  readonly #builder: ProfileBuilder;
  readonly #frames = new Map<string, number>();
  #previous = '';
  /** Where each frame of the previous path ends, and its node. */
  readonly #ends: number[] = [];
  readonly #nodes: number[] = [];

  constructor(builder: ProfileBuilder) {
    this.#builder = builder;
  }

  node(path: string, line: number): number {
    let depth = this.#sharedFrames(path);
    this.#ends.length = depth;
    this.#nodes.length = depth;
    this.#previous = path;
    while (depth === 0 || (this.#ends[depth - 1] as number) < path.length) {
      const from = depth === 0 ? 0 : (this.#ends[depth - 1] as number) + 1;
      const next = path.indexOf(';', from);
      const end = next < 0 ? path.length : next;
      if (end === from) throw new FormatError(`Line ${line}: a frame without a name in '${shortened(path)}'.`);
      const above = depth === 0 ? 0 : (this.#nodes[depth - 1] as number);
      depth++;
      this.#nodes.push(this.#builder.child(above, this.#frame(path.slice(from, end)), depth));
      this.#ends.push(end);
    }
    return this.#nodes[depth - 1] as number;
  }

  /** How many frames, from the root on, are those of the previous path. */
  #sharedFrames(path: string): number {
    const most = Math.min(path.length, this.#previous.length);
    let same = 0;
    while (same < most && path.charCodeAt(same) === this.#previous.charCodeAt(same)) same++;
    let depth = 0;
    for (const end of this.#ends) {
      if (end > same || (end < path.length && path[end] !== ';')) break;
      depth++;
    }
    return depth;
  }

  #frame(name: string): number {
    const known = this.#frames.get(name) ?? this.#builder.frame(name);
    this.#frames.set(name, known);
    return known;
  }
}

function split(line: string, number: number): { path: string; value: number } {
  const space = line.lastIndexOf(' ');
  const path = line.slice(0, Math.max(0, space)).trimEnd();
  const value = line.slice(space + 1);
  if (path === '') {
    throw new FormatError(`Line ${number}: expected 'frame;frame value', found '${shortened(line)}'.`);
  }
  if (!/^-?\d+(\.\d+)?$/.test(value)) {
    throw new FormatError(
      `Line ${number}: '${shortened(value)}' is not a number. Each line ends in a space and a value.`,
    );
  }
  return { path, value: Number(value) };
}

const SHOWN_CHARACTERS = 80;

function shortened(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
