import { ANONYMOUS } from './identity.js';

/** A function's name without what changes from build to build. `startLine` and `column` are 0 where unknown. */
export interface NormalName {
  readonly name: string;
  readonly startLine: number;
  readonly column: number;
}

/** A source file, relative to its package, or to the application's root where `package` is empty. */
export interface NormalPath {
  readonly file: string;
  readonly package: string;
}

/** The package of what Node itself consists of. */
export const NODE_CORE = 'node:';

const POSITIONED = /^\(anonymous:L#(\d+)(?::C#(\d+))?\)$/;

/**
 * Takes the position out of an anonymous function's name; other names stay as they are.
 *
 * @example normaliseName('(anonymous:L#30:C#18)') // { name: '(anonymous)', startLine: 30, column: 18 }
 */
export function normaliseName(name: string): NormalName {
  if (name === '') return { name: ANONYMOUS, startLine: 0, column: 0 };
  const match = name.startsWith('(anonymous:') ? POSITIONED.exec(name) : null;
  if (match === null) return { name, startLine: 0, column: 0 };
  return { name: ANONYMOUS, startLine: Number(match[1]), column: Number(match[2] ?? 0) };
}

/**
 * The package of a source file and its path inside it, the same for every build and machine.
 *
 * Without a `node_modules` folder in it a path belongs to the application, and loses `root` where it lies inside.
 *
 * @param root the folder the application is deployed in, if known; a path or a file URL.
 * @example normalisePath('/srv/app/node_modules/.pnpm/x@1.2.3/node_modules/x/lib/a.js') // package x, file lib/a.js
 * @example normalisePath('file:///srv/app/src/main.8f3a1c2e.js?v=2', '/srv/app') // package '', file src/main.js
 */
export function normalisePath(path: string, root = ''): NormalPath {
  if (path.startsWith(NODE_CORE)) return { package: NODE_CORE, file: path.slice(NODE_CORE.length) };
  const plain = withoutHash(
    withoutScheme(path)
      .replace(/\?[^/]*$/, '')
      .replace(/^(?:\.\/)+/, ''),
  );
  const inside = inPackage(plain);
  return inside ?? { package: '', file: withoutRoot(plain, root) };
}

/** The path that `normalisePath` reads as this file of this package. */
export function joinPath({ package: pkg, file }: NormalPath): string {
  if (pkg === '') return file;
  if (pkg === NODE_CORE) return NODE_CORE + file;
  return file === '' ? `node_modules/${pkg}` : `node_modules/${pkg}/${file}`;
}

const WEBPACK = /^webpack(?:-internal:\/\/\/|:\/\/[^/]*\/)(?:\.\/)?/;
const DRIVE = /^[A-Za-z]:[\\/]/;

/** A path with forward slashes, without `file://`, `webpack://namespace/` or `webpack-internal:///`. */
function withoutScheme(path: string): string {
  if (path.startsWith('file://')) return withoutScheme(decode(path.slice('file://'.length)));
  if (path.startsWith('webpack')) return path.replace(WEBPACK, '');
  if (path.startsWith('/') && DRIVE.test(path.slice(1))) return withoutScheme(path.slice(1));
  if (DRIVE.test(path)) return path.charAt(0).toUpperCase() + path.slice(1).replaceAll('\\', '/');
  return path.startsWith('\\\\') ? path.replaceAll('\\', '/') : path;
}

/** Undoes a URL's percent signs; a path that is not well-formed as a URL stays. */
function decode(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const HASH = /[.-](?=[0-9a-f]*\d)[0-9a-f]{8,64}(?=(?:\.chunk|\.bundle|\.min)?\.[cm]?js$)/i;

/** Drops the content hash from a bundle's name: `main.8f3a1c2e.js`, `chunk-8f3a1c2e.mjs`. */
function withoutHash(path: string): string {
  return path.replace(HASH, '');
}

const FOLDER = 'node_modules/';

function inPackage(path: string): NormalPath | undefined {
  const at = path.lastIndexOf(FOLDER);
  if (at < 0 || (at > 0 && path.charAt(at - 1) !== '/')) return undefined;
  const rest = path.slice(at + FOLDER.length);
  const scope = rest.startsWith('@') ? rest.indexOf('/') + 1 : 0;
  const end = rest.indexOf('/', scope);
  return end < 0 ? { package: rest, file: '' } : { package: rest.slice(0, end), file: rest.slice(end + 1) };
}

function withoutRoot(path: string, root: string): string {
  if (root === '') return path;
  const plain = withoutScheme(root);
  const folder = plain.endsWith('/') ? plain : `${plain}/`;
  return path.startsWith(folder) ? path.slice(folder.length) : path;
}
