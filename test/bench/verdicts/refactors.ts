import { type Program, type ProgramFile, type ProgramFunction, shuffle } from './program.js';

/** Changes a program around a function of it as somebody would who means to change nothing else. */
export type Refactor = (program: Program, target: ProgramFunction, random: () => number) => void;

const VERBS = ['load', 'make', 'find', 'apply', 'walk', 'fold', 'emit', 'settle', 'gather', 'weigh'];
const NOUNS = ['Rows', 'Entry', 'Plan', 'Tree', 'Batch', 'Chunk', 'Quote', 'Ledger', 'Route', 'Token'];

/** All of them by name. Each leaves what every function is, its `uid`, as it was. */
export const refactors: Readonly<Record<string, Refactor>> = {
  'rename function': (_, target, random) => rename(target, `${pick(VERBS, random)}${pick(NOUNS, random)}`),

  'rename a little': (_, target, random) => {
    if (!target.name.includes(' > '))
      rename(target, `${target.name}${pick(['Sync', 'One', 'Safely', 'Impl'], random)}`);
  },

  'move file': (_, { file }, random) => {
    file.path = `${pick(['core', 'lib', 'domain', 'shared'], random)}/${pick(VERBS, random)}/${baseName(file.path)}`;
  },

  'rename file': (_, { file }, random) => {
    file.path = `${folderOf(file.path)}${pick(VERBS, random)}-${pick(NOUNS, random).toLowerCase()}.js`;
  },

  'hash in bundle names': (program, _, random) => {
    for (const file of program.files) {
      if (file.package === '') file.path = file.path.replace(/(-[\w]{7}\$)?\.js$/, `-${hash(random)}$.js`);
    }
  },

  'extract function': (program, target, random) => {
    const part = added(program, target, `${pick(VERBS, random)}${pick(NOUNS, random)}`, 1);
    for (const [callee, weight] of [...target.calls].filter(() => random() < 0.5)) {
      if (callee === part) continue;
      target.calls.delete(callee);
      part.calls.set(callee, weight);
    }
    part.self = target.self / 2;
    target.self /= 2;
    target.calls.set(part, 1);
  },

  inline: (program, target) => {
    if (program.roots.includes(target)) return;
    for (const file of program.files) {
      for (const caller of file.functions) {
        const weight = caller.calls.get(target);
        if (weight === undefined) continue;
        caller.calls.delete(target);
        for (const [callee, each] of target.calls) if (callee !== caller) caller.calls.set(callee, each * weight);
      }
    }
    remove(target);
  },

  'reorder functions': (_, { file }, random) => {
    // Each named function takes along what is in it.
    const blocks: ProgramFunction[][] = [];
    for (const one of file.functions) {
      if (blocks.length === 0 || !/ |#\d/.test(one.name)) blocks.push([one]);
      else blocks.at(-1)?.push(one);
    }
    const reordered = shuffle(blocks, random).flat();
    if (isNumberedInOrder(reordered)) file.functions.splice(0, file.functions.length, ...reordered);
  },

  'change lines': (_, { file }, random) => {
    file.header += Math.floor(random() * 40);
    for (const one of file.functions) if (random() < 0.3) one.lines += Math.floor(random() * 12);
  },

  'wrap in async': (program, target) => {
    const inner = added(program, target, `${target.name} > withSpan callback`, 1);
    for (const [callee, weight] of target.calls) inner.calls.set(callee, weight);
    inner.self = target.self;
    target.self = 0.02;
    target.calls.clear();
    target.calls.set(inner, 1);
    target.name = `async ${target.name}`;
  },

  'split file': (program, { file }, random) => {
    if (file.functions.length < 2) return;
    const other = newFile(program, file, `${file.path.replace(/\.js$/, '')}-${pick(VERBS, random)}.js`);
    const middle = Math.floor(file.functions.length / 2);
    for (const one of file.functions.splice(middle)) settle(one, other);
  },

  'merge files': (program, { file }, random) => {
    const others = program.files.filter((one) => one !== file && one.package === file.package);
    if (others.length === 0) return;
    const other = pick(others, random);
    const names = new Set(other.functions.map(({ name }) => name));
    // Nobody merges files whose names collide.
    if (file.functions.some(({ name }) => names.has(name))) return;
    for (const one of file.functions.splice(0)) settle(one, other);
  },

  'move function': (program, target, random) => {
    const others = program.files.filter((one) => one !== target.file && one.package === target.file.package);
    if (others.length === 0 || target.name.includes(' > ')) return;
    const other = pick(others, random);
    if (other.functions.some(({ name }) => name === target.name)) return;
    const { functions } = target.file;
    for (const one of functions.filter((each) => each === target || isOwnedBy(each, target.name))) {
      functions.splice(functions.indexOf(one), 1);
      settle(one, other);
    }
  },

  'add a callback beside others': (program, { file }, random) => {
    const callbacks = file.functions.filter(({ name }) => / callback$/.test(name));
    if (callbacks.length === 0) return;
    const first = pick(callbacks, random);
    const isBefore = random() < 0.5;
    const { name } = first;
    for (const one of file.functions) {
      const found = one.name === name ? '1' : one.name.startsWith(`${name} #`) ? one.name.slice(name.length + 2) : '';
      if (!/^\d+$/.test(found) || (one === first && !isBefore)) continue;
      const renamed = `${name} #${Number(found) + 1}`;
      for (const inner of file.functions) {
        if (inner.name.startsWith(`${one.name} > `)) inner.name = renamed + inner.name.slice(one.name.length);
      }
      one.name = renamed;
    }
    const fresh = added(program, first, isBefore ? name : `${name} #2`, isBefore ? -1 : 1);
    pick(file.functions, random).calls.set(fresh, 0.5);
  },

  'remove and add functions': (program, target, random) => {
    const { file } = target;
    const gone = pick(file.functions, random);
    if (gone !== target && !program.roots.includes(gone)) {
      for (const { functions } of program.files) for (const one of functions) one.calls.delete(gone);
      remove(gone);
    }
    const fresh = added(program, target, `${pick(VERBS, random)}${pick(NOUNS, random)}`, 1);
    pick(file.functions, random).calls.set(fresh, 1);
  },

  'make slower': (_, target) => {
    target.self *= 5;
  },
};

/** The agent numbers what is alike in the order in which it begins. */
function isNumberedInOrder(functions: readonly ProgramFunction[]): boolean {
  const last = new Map<string, number>();
  return functions.every(({ name }) => {
    const [, text = name, ordinal = '1'] = /^(.*) #(\d+)$/.exec(name) ?? [];
    const isNext = Number(ordinal) > (last.get(text) ?? 0);
    last.set(text, Number(ordinal));
    return isNext;
  });
}

function rename(target: ProgramFunction, name: string): void {
  if (target.name.includes(' > ')) return;
  const { functions } = target.file;
  if (functions.some((one) => one.name === name)) return;
  const isOnly = functions.filter((one) => one.name === target.name).length === 1;
  for (const one of functions) {
    if (!isOnly || !isOwnedBy(one, target.name)) continue;
    const at = one.name.startsWith(`${target.name} > `) ? 0 : one.name.indexOf(`.${target.name} > `) + 1;
    one.name = one.name.slice(0, at) + name + one.name.slice(at + target.name.length);
  }
  target.name = name;
}

function isOwnedBy({ name }: ProgramFunction, owner: string): boolean {
  return name.startsWith(`${owner} > `) || /^[\w$]+\./.exec(name)?.[0] + owner === name.split(' > ')[0];
}

/** A function that was not there, before (-1) or behind (1) another in its file. */
function added(program: Program, at: ProgramFunction, name: string, where: -1 | 1): ProgramFunction {
  const { file } = at;
  const made = { uid: program.nextUid++, name, file, lines: 6, self: 0.5, calls: new Map<ProgramFunction, number>() };
  file.functions.splice(file.functions.indexOf(at) + (where === 1 ? 1 : 0), 0, made);
  return made;
}

function remove({ file, name }: ProgramFunction): void {
  const at = file.functions.findIndex((one) => one.name === name);
  file.functions.splice(at, 1);
  const [, text = name, ordinal = '1'] = /^(.*) #(\d+)$/.exec(name) ?? [];
  for (const one of file.functions) {
    const found = one.name.startsWith(`${text} #`) ? Number(one.name.slice(text.length + 2)) : 0;
    if (found > Number(ordinal)) one.name = found === 2 ? text : `${text} #${found - 1}`;
  }
}

function settle(one: ProgramFunction, file: ProgramFile): void {
  one.file = file;
  file.functions.push(one);
}

function newFile(program: Program, like: ProgramFile, path: string): ProgramFile {
  const file = { path, package: like.package, header: 8, functions: [] };
  program.files.push(file);
  return file;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function hash(random: () => number): string {
  return Array.from({ length: 7 }, () => 'ABCDEFGHJKmnpqrstuvwxyz23456789_'[Math.floor(random() * 32)]).join('');
}

export function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}
