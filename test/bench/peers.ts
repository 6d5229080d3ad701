import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Installs what others have made, to be measured beside, where it is not in its folder yet in the versions wanted. */
export async function installPeers(folder: URL): Promise<void> {
  if (areInstalled(folder)) return;
  console.log('installing what to compare with, for this benchmark alone\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--no-workspaces', '--ignore-scripts'];
  const options = { cwd: fileURLToPath(folder), timeout: 600_000, shell: process.platform === 'win32' };
  await promisify(execFile)(npm, args, options);
}

function areInstalled(folder: URL): boolean {
  const { dependencies } = readJson(folder, 'package.json') as { dependencies: Record<string, string> };
  return Object.entries(dependencies).every(([name, version]) => {
    const manifest = `node_modules/${name}/package.json`;
    return existsSync(new URL(manifest, folder)) && readJson(folder, manifest).version === version;
  });
}

function readJson(folder: URL, path: string): { version?: string } {
  return JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
}
