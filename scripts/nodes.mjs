// Installs the versions of Node the agent is tested on, where npm has binaries of them: Linux on x64.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitOnFailure, root, run, step } from './run.mjs';

const folder = join(root, 'test', 'nodes');

await exitOnFailure(() =>
  step('versions of Node', async () => {
    if (process.platform !== 'linux' || process.arch !== 'x64') return `this one, ${process.version}`;
    if (isInstalled()) return 'up to date';
    console.log('versions of Node: installing with npm, about 730 MB in test/nodes');
    await run('npm', ['install', '--no-save', '--no-bin-links', '--no-audit', '--no-fund'], { cwd: folder });
    return 'installed';
  }),
);

/** True where each package of the lockfile is there in its version. */
function isInstalled() {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return Object.entries(packages).every(([path, { version }]) => {
    const manifest = join(folder, path, 'package.json');
    return path === '' || (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version);
  });
}
