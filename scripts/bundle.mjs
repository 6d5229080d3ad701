// Bundles the two programs: a few large files load in half the time of hundreds of small ones.
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './run.mjs';

/** Of each package, what is started: programs and threads. All land in one folder, in which they find each other. */
const programs = {
  server: ['main.js', 'query-thread.js', 'store/sqlite/writer-thread.js'],
  cli: ['main.js', 'files/select-thread.js'],
};
/** What services load is CommonJS. */
const preloads = { cli: ['record/preload.cjs'] };

/** Where bundles are written: beside `bundle/`, since source maps name `dist/` by its way from there. */
const UNFINISHED = 'bundle-new';

/** They load binaries, or files beside their own. */
const external = ['@perf/agent', '@perf/viewer', 'better-sqlite3', 'piscina'];

/** CommonJS packages ask for Node's modules by `require`, which modules do not have. */
const banner = {
  js: "import { createRequire as perfCreateRequire } from 'node:module'; const require = perfCreateRequire(import.meta.url);",
};

export const bundled = Object.keys(programs);

/** Writes `bundle/` of both packages, from their `dist/`: whole or not at all, so that one that was interrupted is never run. */
export async function bundlePrograms() {
  const remove = (name, folder) => rm(join(root, name, folder), { recursive: true, force: true });
  for (const name of bundled) await remove(name, UNFINISHED);
  const options = {
    bundle: true,
    platform: 'node',
    target: 'node20',
    external,
    sourcemap: true,
    sourcesContent: false,
  };
  const inDist = (name, files) => files.map((file) => join(root, name, 'dist', file));
  const outputs = (name) => ({
    outdir: join(root, name, UNFINISHED),
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
  });
  for (const [name, files] of Object.entries(programs)) {
    const entryPoints = inDist(name, files);
    await build({ ...options, ...outputs(name), entryPoints, format: 'esm', splitting: true, banner });
  }
  for (const [name, files] of Object.entries(preloads)) {
    const entryPoints = inDist(name, files);
    await build({ ...options, ...outputs(name), entryPoints, format: 'cjs', outExtension: { '.js': '.cjs' } });
  }
  for (const name of bundled) {
    await remove(name, 'bundle');
    await rename(join(root, name, UNFINISHED), join(root, name, 'bundle'));
  }
}
