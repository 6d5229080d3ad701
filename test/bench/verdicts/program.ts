import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FrameBuilder, FunctionBuilder, StackBuilder, type Stacks } from '@perf/profile';

/** A function of a program. Its number says which one it is, whatever it is called and wherever it stands. */
export interface ProgramFunction {
  readonly uid: number;
  name: string;
  file: ProgramFile;
  /** To where the next one of its file begins. */
  lines: number;
  /** Of what it takes itself, against what it calls. */
  self: number;
  readonly calls: Map<ProgramFunction, number>;
}

export interface ProgramFile {
  path: string;
  readonly package: string;
  /** Above the first function. */
  header: number;
  readonly functions: ProgramFunction[];
}

export interface Program {
  readonly files: ProgramFile[];
  readonly roots: readonly ProgramFunction[];
  nextUid: number;
}

/** What the functions of a program were found in. */
export interface Sampled {
  readonly stacks: Stacks;
  /** By function of the table: which one of the program it is. */
  readonly uid: readonly number[];
  /** By function of the table: how many samples have it as their leaf. */
  readonly samples: Float64Array;
}

const APPLICATION = ['server/dist', 'profile/dist', 'proto/dist'];
const PACKAGES = [
  'express',
  'fastify',
  'ajv',
  'pino',
  'protobufjs',
  'acorn',
  'jest-runtime',
  'semver',
  'zod',
  'webpack',
];
const MOST_FILES = 60;
const MOST_FUNCTIONS_A_FILE = 200;
const MOST_DEPTH = 60;
const ROOTS = 20;

/** The files and functions of this repository's server and of packages that services use, as the agent names them. */
export async function readInventory(): Promise<Program> {
  const namesIn = await agentNames();
  const files = [
    ...APPLICATION.flatMap((folder) => filesOf(folder, '', folder, namesIn)),
    ...PACKAGES.flatMap((name) => filesOf(join('node_modules', name), name, join('node_modules', name), namesIn)),
  ];
  let nextUid = 0;
  for (const file of files) for (const one of file.functions) Object.assign(one, { uid: nextUid++ });
  return { files, roots: [], nextUid };
}

/** The same program with calls drawn among its functions: most within a file, most of the others within a package. */
export function drawCalls(program: Program, random: () => number): Program {
  const shuffled = shuffle([...program.files], random).sort(
    (a, b) => Number(a.package !== '') - Number(b.package !== ''),
  );
  const order = shuffled.flatMap((file) => shuffle([...file.functions], random));
  const seen = new Map<ProgramFile | string, ProgramFunction[]>([['', []]]);
  for (const [at, one] of order.entries()) {
    one.self = 0.05 + random() ** 3;
    const { file } = one;
    const near = seen.get(file) ?? [];
    const packaged = seen.get(file.package) ?? [];
    if (at >= ROOTS) {
      for (let call = 0; call === 0 || random() < 0.35; call++) {
        const where = random();
        const pool = where < 0.75 && near.length > 0 ? near : where < 0.9 && packaged.length > 0 ? packaged : order;
        const caller = pool[Math.floor(random() * Math.min(pool.length, at))] as ProgramFunction;
        if (caller !== one) caller.calls.set(one, Math.exp(1.5 * normal(random)));
      }
    }
    seen.set(file, [...near, one]);
    packaged.push(one);
    seen.set(file.package, packaged);
  }
  return { ...program, roots: order.slice(0, ROOTS) };
}

/** So many samples of a program: walks from its roots, each as deep as it comes. */
export function sample(program: Program, count: number, random: () => number): Sampled {
  const { stacks, frame, frames, build, uid } = tablesOf(program);
  const samples: number[] = [];
  for (let taken = 0; taken < count; taken++) {
    let one = program.roots[Math.floor(random() ** 2 * program.roots.length)] as ProgramFunction;
    let node = stacks.child(0, frame(one));
    for (let depth = 1; depth < MOST_DEPTH; depth++) {
      const next = step(one, random);
      if (next === undefined) break;
      one = next;
      node = stacks.child(node, frame(one));
    }
    const id = frames.functionOf(frame(one));
    samples[id] = (samples[id] ?? 0) + 1;
  }
  return { stacks: build(), uid, samples: Float64Array.from(uid, (_, id) => samples[id] ?? 0) };
}

/** Stacks with every call of a program in them once. */
export function everyCall(program: Program): Stacks {
  const { stacks, frame, build } = tablesOf(program);
  const node = new Map(program.roots.map((root) => [root, stacks.child(0, frame(root))]));
  // A Map goes on to what is added while it is read.
  for (const [one, at] of node) {
    for (const callee of one.calls.keys()) {
      const below = stacks.child(at, frame(callee));
      if (!node.has(callee)) node.set(callee, below);
    }
  }
  return build();
}

function tablesOf(program: Program) {
  const functions = new FunctionBuilder();
  const frames = new FrameBuilder();
  const stacks = new StackBuilder();
  const line = linesOf(program);
  const uid: number[] = [];
  const frameOf = new Map<ProgramFunction, number>();
  const frame = (one: ProgramFunction): number => {
    const known = frameOf.get(one);
    if (known !== undefined) return known;
    const begins = line.get(one) ?? 0;
    const id = functions.intern(one.name, one.file.path, one.file.package, begins, 0, '');
    uid[id] = one.uid;
    const made = frames.intern(id, begins);
    frameOf.set(one, made);
    return made;
  };
  const build = (): Stacks => ({ functions: functions.build(), frames: frames.build(), table: stacks.build() });
  return { stacks, frames, uid, frame, build };
}

/** What a function calls next; undefined where it does its own work. */
function step({ self, calls }: ProgramFunction, random: () => number): ProgramFunction | undefined {
  let weight = 0;
  for (const each of calls.values()) weight += each;
  if (weight === 0 || random() < self / (1 + self)) return undefined;
  let left = random() * weight;
  for (const [callee, each] of calls) {
    left -= each;
    if (left <= 0) return callee;
  }
  return undefined;
}

function linesOf(program: Program): Map<ProgramFunction, number> {
  const line = new Map<ProgramFunction, number>();
  for (const { header, functions } of program.files) {
    let at = header;
    for (const one of functions) {
      line.set(one, at);
      at += one.lines;
    }
  }
  return line;
}

/** As many copies of a program beside each other. */
export function times(program: Program, count: number): Program {
  const files = Array.from({ length: count }, (_, at) =>
    copyOf(program).files.map((file) => Object.assign(file, { path: `part-${at}/${file.path}` })),
  ).flat();
  let nextUid = 0;
  for (const { functions } of files) for (const one of functions) Object.assign(one, { uid: nextUid++ });
  return { files, roots: [], nextUid };
}

/** A deep copy: refactors change a program. */
export function copyOf(program: Program): Program {
  const copies = new Map<ProgramFunction, ProgramFunction>();
  const files = program.files.map((file) => {
    const copy: ProgramFile = { ...file, functions: [] };
    for (const one of file.functions) {
      const made = { ...one, file: copy, calls: new Map() };
      copies.set(one, made);
      copy.functions.push(made);
    }
    return copy;
  });
  const copied = (one: ProgramFunction): ProgramFunction => copies.get(one) as ProgramFunction;
  for (const [one, copy] of copies) for (const [callee, weight] of one.calls) copy.calls.set(copied(callee), weight);
  return { ...program, files, roots: program.roots.map(copied) };
}

export function shuffle<T>(items: T[], random: () => number): T[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other] as T, items[at] as T];
  }
  return items;
}

/** Standard normal, by Box and Muller. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The functions in a text in the order in which they begin: the name of each, and where it begins. */
type NamesIn = (source: string) => readonly { readonly name: string; readonly start: number }[];

/** As the agent names them. Its inner modules are not for others to import, but a bench may. */
async function agentNames(): Promise<NamesIn> {
  const inner = (file: string): Promise<unknown> => import(pathToFileURL(resolve('agent/dist', file)).href);
  const { findFunctions } = (await inner(
    'names/functions.js',
  )) as typeof import('../../../agent/dist/names/functions.js');
  const { stableNames } = (await inner('names/stable.js')) as typeof import('../../../agent/dist/names/stable.js');
  const { runAtOnce } = (await inner('slices.js')) as typeof import('../../../agent/dist/slices.js');
  return (source) => {
    const found = runAtOnce(findFunctions(source, false));
    return runAtOnce(stableNames(found)).map((name, at) => ({ name, start: found[at]?.start ?? 0 }));
  };
}

function filesOf(folder: string, name: string, root: string, namesIn: NamesIn): ProgramFile[] {
  return sourcesIn(folder)
    .slice(0, MOST_FILES)
    .flatMap((path) => {
      const file: ProgramFile = { path: path.slice(root.length + 1), package: name, header: 1, functions: [] };
      if (name === '') file.path = path;
      const source = readFileSync(path, 'utf8');
      const found = namesIn(source);
      if (found.length === 0 || found.length > MOST_FUNCTIONS_A_FILE) return [];
      let [line, offset] = [1, 0];
      const begins = found.map(({ start }) => {
        for (; offset < start; offset++) if (source.charCodeAt(offset) === 10) line++;
        return line;
      });
      file.header = begins[0] as number;
      const names = new Set<string>();
      for (const [at, { name: text }] of found.entries()) {
        // Functions of one package, file and name are one in a profile, such as a constructor and a class's fields.
        if (names.has(text)) continue;
        names.add(text);
        const lines = Math.max(0, (begins[at + 1] ?? (begins[at] as number) + 5) - (begins[at] as number));
        file.functions.push({ uid: -1, name: text, file, lines, self: 1, calls: new Map() });
      }
      return [file];
    });
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return /^(node_modules|test|tests)$/.test(name) ? [] : sourcesIn(path);
      return /(?<!\.min)\.js$/.test(name) ? [path] : [];
    });
}
