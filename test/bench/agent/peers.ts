import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PEERS_FOLDER } from './profilers.js';

/** Installs the profilers of others where they are not there yet in the versions wanted. */
export async function installPeers(): Promise<void> {
  if (areInstalled()) return;
  console.log('installing the profilers to compare with, for this benchmark alone\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--no-workspaces', '--ignore-scripts'];
  const options = { cwd: fileURLToPath(PEERS_FOLDER), timeout: 600_000, shell: process.platform === 'win32' };
  await promisify(execFile)(npm, args, options);
}

function areInstalled(): boolean {
  const { dependencies } = readJson('package.json') as { dependencies: Record<string, string> };
  return Object.entries(dependencies).every(([name, version]) => {
    const manifest = `node_modules/${name}/package.json`;
    return existsSync(new URL(manifest, PEERS_FOLDER)) && readJson(manifest).version === version;
  });
}

function readJson(path: string): { version?: string } {
  return JSON.parse(readFileSync(new URL(path, PEERS_FOLDER), 'utf8'));
}
