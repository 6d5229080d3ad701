import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A version of Node that is installed here. */
export interface NodeVersion {
  /** Such as `v22.23.3`. */
  readonly version: string;
  readonly path: string;
}

const FOLDER = join(process.cwd(), 'test/nodes/node_modules');

/** This Node, and one of every other major version that `npm test` has installed; on some platforms there are none. */
export function installedNodes(): NodeVersion[] {
  const current = { version: process.version, path: process.execPath };
  const packages = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.startsWith('node-')) : [];
  const others = packages
    .map((name) => join(FOLDER, name, 'bin/node'))
    .map((path) => ({ version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim(), path }))
    .filter(({ version }) => majorOf(version) !== majorOf(current.version));
  return [current, ...others].sort((a, b) => majorOf(a.version) - majorOf(b.version));
}

export function majorOf(version: string): number {
  return Number(/^v(\d+)\./.exec(version)?.[1]);
}
