import { builtinModules } from 'node:module';
import { posix } from 'node:path';

/** One import: the file it stands in, from the repository's root, and the module as it is named there. */
export interface Import {
  readonly file: string;
  readonly specifier: string;
}

/** What each package may import of the others. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  proto: [],
  profile: ['proto'],
  agent: [],
  server: ['profile', 'proto'],
  viewer: ['profile', 'proto'],
  cli: ['profile', 'proto'],
};

/** Files that may import one package more: the server profiles itself, and perfctl has others load the agent. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'server/src/main.ts': 'agent',
  'cli/src/record/preload.cts': 'agent',
};

/** The server's floors, from the ground up; a file directly in src/ that is not listed stands on the ground. */
const FLOORS: readonly (readonly string[])[] = [
  ['selector'],
  ['store'],
  ['verdicts', 'alerts', 'settings'],
  ['budgets'],
  ['ingest', 'query', 'query-pool', 'query-thread', 'watch', 'recording', 'budget-desk'],
  ['http'],
  ['commands'],
  ['main', 'server'],
];

/**
 * Wiring: the files outside store/sqlite that may name it. A thread's entry wires what runs in that thread; commands are
 * about the files of this store.
 */
export const STORE_WIRING: readonly string[] = [
  'server/src/main.ts',
  'server/src/server.ts',
  'server/src/query-thread.ts',
  'server/src/commands/backup.ts',
  'server/src/commands/check.ts',
  'server/src/commands/compact.ts',
  'server/src/commands/restore.ts',
];

/** The one file of the pure packages that needs Node: the bounded gunzip. */
const NODE_ALLOWED = 'proto/src/gunzip.ts';

/** A rule answers what is wrong with an import, or null. */
type Rule = (found: Import, target: string | null) => string | null;

const RULES: readonly Rule[] = [packageRule, relativeRule, storeRule, floorRule, entryRule, flameGraphRule, nodeRule];

/** Each violation of the import table as `file imports specifier: reason`. */
export function violations(imports: readonly Import[]): string[] {
  return imports.flatMap((found) => {
    const target = targetOf(found);
    const reasons = RULES.flatMap((rule) => rule(found, target) ?? []);
    return reasons.map((reason) => `${found.file} imports ${found.specifier}: ${reason}`);
  });
}

/** The file a relative import leads to, from the root and without its suffix; null for a package. */
export function targetOf({ file, specifier }: Import): string | null {
  if (!/^\.{1,2}(\/|$)/.test(specifier)) return null;
  return withoutSuffix(posix.join(posix.dirname(file), specifier));
}

function packageRule({ file, specifier }: Import): string | null {
  const other = /^@perf\/([^/]+)/.exec(specifier)?.[1];
  const own = packageOf(file);
  if (other === undefined || ALLOWED[own]?.includes(other) || EXCEPTIONS[file] === other) return null;
  const allowed = ALLOWED[own]?.join(' and ') || 'none of our packages';
  return `${own} may import ${allowed}`;
}

function relativeRule({ file }: Import, target: string | null): string | null {
  if (target === null || packageOf(target) === packageOf(file)) return null;
  return 'a relative path must not leave its package';
}

function storeRule({ file }: Import, target: string | null): string | null {
  const isInside = file.startsWith('server/src/store/sqlite/');
  if (!target?.startsWith('server/src/store/sqlite') || isInside || STORE_WIRING.includes(file)) return null;
  return `only ${STORE_WIRING.join(', ')} may name the SQLite store`;
}

function floorRule({ file }: Import, target: string | null): string | null {
  if (target === null || !file.startsWith('server/src/') || !target.startsWith('server/src/')) return null;
  const [from, to] = [floorOf(file), floorOf(target)];
  if (from === -1 || to === -1) return 'it stands on no floor of the server: list its folder';
  return from < to ? 'it points upwards' : null;
}

/** The index in FLOORS, -1 for an unknown folder. */
function floorOf(path: string): number {
  const inside = withoutSuffix(path).slice('server/src/'.length);
  const floor = FLOORS.findIndex((names) => names.some((name) => inside === name || inside.startsWith(`${name}/`)));
  return floor === -1 && !inside.includes('/') ? 0 : floor;
}

function entryRule({ file }: Import, target: string | null): string | null {
  if (target === null || posix.basename(target) !== 'index') return null;
  const isAbove = file.startsWith(`${posix.dirname(target)}/`);
  return isAbove ? 'no file imports the entry of a folder it is in' : null;
}

function flameGraphRule({ file, specifier }: Import): string | null {
  if (!specifier.startsWith('d3-flame-graph') || /^viewer\/src\/parts\/flame\.\w+$/.test(file)) return null;
  return 'only viewer/src/parts/flame may name d3-flame-graph';
}

function nodeRule({ file, specifier }: Import): string | null {
  const isPure = ['proto', 'profile'].includes(packageOf(file)) && file !== NODE_ALLOWED;
  const isNode = specifier.startsWith('node:') || builtinModules.includes(specifier);
  return isPure && isNode ? 'proto and profile run without Node' : null;
}

function packageOf(path: string): string {
  return path.split('/')[0] ?? '';
}

function withoutSuffix(path: string): string {
  return path.replace(/\.(d\.ts|[cm]?[jt]sx?)$/, '');
}
