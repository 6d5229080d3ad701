import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, extname, isAbsolute, join, relative, sep } from 'node:path';
import { splitPair } from './options.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What can be known about a program without being told. */
export interface Program {
  /** The deploy root: where the main script's package.json is, or the working directory without one. */
  readonly root: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** The main script's file name without extension, undefined for `node -e` and the like. */
  readonly script: string | undefined;
}

/** Where build systems and platforms put the deployed commit. */
const COMMIT_VARIABLES = [
  'GIT_COMMIT',
  'GIT_SHA',
  'COMMIT_SHA',
  'SOURCE_VERSION',
  'GITHUB_SHA',
  'CI_COMMIT_SHA',
  'HEROKU_SLUG_COMMIT',
  'RENDER_GIT_COMMIT',
  'RAILWAY_GIT_COMMIT_SHA',
  'VERCEL_GIT_COMMIT_SHA',
];

/**
 * Reads the main script's package.json: the nearest one with a name, since a bare `{"type": "module"}` is often put
 * into a build folder. A service may be started by one of its dependencies (`next start`): then it is the service's.
 */
export function findProgram(mainScript: string | undefined, workingDirectory: string): Program {
  const script = realPath(mainScript);
  const isOwn = script !== undefined && !isDependencyOf(workingDirectory, script);
  const start = isOwn ? dirname(script) : workingDirectory;
  const scriptName = script === undefined ? undefined : basename(script, extname(script));
  let nearest: Program | undefined;
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = readManifest(join(folder, 'package.json'));
    if (manifest !== undefined) {
      const found = { root: folder, name: text(manifest.name), version: text(manifest.version), script: scriptName };
      if (found.name !== undefined) return found;
      nearest ??= found;
    }
    if (folder === dirname(folder)) break;
  }
  return nearest ?? { root: start, name: undefined, version: undefined, script: scriptName };
}

/** OpenTelemetry's name for the service: `OTEL_SERVICE_NAME`, else `service.name` of the resource attributes. */
export function serviceFromEnvironment(environment: Environment): string | undefined {
  return text(environment.OTEL_SERVICE_NAME) ?? resourceAttributes(environment).get('service.name');
}

/** OpenTelemetry's `service.version`, else the deployed commit. */
export function versionFromEnvironment(environment: Environment): string | undefined {
  const commit = COMMIT_VARIABLES.map((name) => text(environment[name])).find((value) => value !== undefined);
  return resourceAttributes(environment).get('service.version') ?? commit;
}

/** OpenTelemetry's name for the environment: today's, else the one it had before. */
export function envFromEnvironment(environment: Environment): string | undefined {
  const attributes = resourceAttributes(environment);
  return attributes.get('deployment.environment.name') ?? attributes.get('deployment.environment');
}

/** Unique to this start of this process, and readable: `web-7f9c:41:k3x9`. In a container the process id alone is 1. */
export function instanceName(): string {
  return `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`;
}

/**
 * `OTEL_RESOURCE_ATTRIBUTES` is `key=value,key=value` with percent-encoded values. Without those that are empty; of
 * equal keys the first wins.
 */
export function resourceAttributes(environment: Environment): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const pair of (environment.OTEL_RESOURCE_ATTRIBUTES ?? '').split(',')) {
    const [key, given] = splitPair(pair);
    const value = text(decode(given));
    if (value !== undefined && !attributes.has(key)) attributes.set(key, value);
  }
  return attributes;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Whether a script is installed for a folder: below the `node_modules` of it, or of one that it is in. */
function isDependencyOf(folder: string, script: string): boolean {
  const [owner = '', ...inside] = script.split(/[\\/]node_modules[\\/]/);
  const way = relative(owner, realPath(folder) ?? folder);
  return inside.length > 0 && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function realPath(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    // `node dist/server` names a script without its extension.
    return realpathSync(existsSync(path) ? path : `${path}.js`);
  } catch {
    return undefined;
  }
}

function readManifest(path: string): { name?: unknown; version?: unknown } | undefined {
  try {
    return Object(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed === '' ? undefined : trimmed;
}
