// Makes a fresh clone runnable: installs the packages the lockfile names, then builds. Quick where nothing changed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from './build.mjs';
import { exitOnFailure, root, run, StepError, step } from './run.mjs';

const LEAST_NODE = 20;
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

await exitOnFailure(async () => {
  requireNode();
  await step('packages', install);
  await build();
});

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= LEAST_NODE) return;
  throw new StepError(
    `perf needs Node.js ${LEAST_NODE} or later; this is ${process.version}. Install a current one from https://nodejs.org`,
  );
}

async function install() {
  let result = 'up to date';
  if (!matchesLockfile()) {
    console.log('packages: installing with npm, which takes a minute or two');
    // Not `npm ci`: it refuses a lockfile without the optional packages of other platforms, which not every registry has.
    await npmCommand(['install', '--no-save', '--no-audit', '--no-fund']);
    result = 'installed';
  }
  if (!nativeModuleLoads()) {
    await npmCommand(['rebuild', 'better-sqlite3']);
    result = `better-sqlite3 rebuilt for Node ${process.version}`;
  }
  return result;
}

/**
 * True where node_modules holds what package-lock.json asks for. npm writes node_modules/.package-lock.json last, so
 * an interrupted installation has none or an old one. Optional packages, which are for one platform each, may differ.
 */
function matchesLockfile() {
  const present = packagesOf(join('node_modules', '.package-lock.json'));
  if (present === null) return false;
  const { '': _, ...wanted } = packagesOf('package-lock.json');
  const isOptional = (entry) => entry.optional === true || entry.devOptional === true;
  const isPresent = ([path, entry]) => {
    const found = present[path];
    if (found === undefined) return isOptional(entry);
    return found.version === entry.version && found.integrity === entry.integrity;
  };
  const isWanted = ([path, entry]) => path in wanted || isOptional(entry);
  return Object.entries(wanted).every(isPresent) && Object.entries(present).every(isWanted);
}

function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(join(root, lockfile), 'utf8')).packages;
  } catch {
    return null;
  }
}

/** False where better-sqlite3 was never compiled, or for another version of Node. */
function nativeModuleLoads() {
  try {
    const Database = createRequire(join(root, 'server', 'package.json'))('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

async function npmCommand(args) {
  try {
    // Compilers run side by side: node-gyp has one unless it is told.
    await run(npm, args, { shell: process.platform === 'win32', env: { JOBS: 'max', ...process.env } });
  } catch (error) {
    if (/node-gyp|gyp ERR|prebuild-install/.test(error.output ?? '')) error.message += compilerHint();
    throw error;
  }
}

function compilerHint() {
  const how =
    process.platform === 'darwin' ? 'xcode-select --install' : 'apt-get install -y python3 make g++   (Debian, Ubuntu)';
  return `\nbetter-sqlite3 found no ready-made binary and had to compile. That needs python3, make and a C++ compiler:\n  ${how}`;
}
