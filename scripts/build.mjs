// Builds what is out of date: the protobuf code, the TypeScript projects, the programs, the viewer.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exitOnFailure, isMain, root, run, runTool, step } from './run.mjs';

if (isMain(import.meta.url)) await exitOnFailure(build);

/** Prints one line a step; rejects with the failing tool's output. */
export async function build() {
  await step('proto', generateProto);
  await step('types and code', compile);
  await step('programs', bundle);
  await step('viewer', bundleViewer);
}

async function generateProto() {
  const sources = ['proto/profile.proto', 'proto/generate.mjs'];
  // It is copied beside the compiled code, which may have been deleted alone.
  const outputs = ['proto/src/generated', 'proto/dist/generated'];
  if (outputs.every((output) => isFresh(sources, output))) return 'up to date';
  await run(process.execPath, ['generate.mjs'], { cwd: join(root, 'proto') });
  return 'generated';
}

async function compile() {
  await runTool('typescript/bin/tsc', ['-b']);
  return 'built';
}

async function bundle() {
  // esbuild is there once packages are installed, which is what comes before a build.
  const { bundled, bundlePrograms } = await import('./bundle.mjs');
  const sources = ['scripts/bundle.mjs', 'node_modules/.package-lock.json'];
  for (const name of ['proto', 'profile', ...bundled]) sources.push(`${name}/dist`);
  if (bundled.every((name) => isFresh(sources, `${name}/bundle`))) return 'up to date';
  await bundlePrograms();
  return 'bundled';
}

async function bundleViewer() {
  const own = ['viewer/src', 'viewer/index.html', 'viewer/public', 'viewer/vite.config.js', 'viewer/package.json'];
  const used = ['profile/src', 'proto/src', 'proto/profile.proto', 'node_modules/.package-lock.json'];
  if (isFresh([...own, ...used], 'viewer/dist/index.html')) return 'up to date';
  await runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn'], { cwd: join(root, 'viewer') });
  return 'bundled';
}

/** True where the newest source is no newer than the oldest output. Missing sources count as old. */
function isFresh(sources, output) {
  const outputs = modificationTimes(output);
  return outputs.length > 0 && Math.max(...sources.flatMap(modificationTimes)) <= Math.min(...outputs);
}

/** Modification times, in milliseconds, of a file or of all files below a folder; none where it does not exist. */
function modificationTimes(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [statSync(full).mtimeMs];
  return readdirSync(full).flatMap((name) => modificationTimes(join(path, name)));
}
