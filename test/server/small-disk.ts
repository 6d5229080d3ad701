import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunningServer, temporaryFolder } from './running.js';

/** A server whose disk is soon full. */
export interface SmallDisk {
  readonly server: RunningServer;
  /** Gives it room. */
  makeRoom(): Promise<void>;
  /** Ends the server, and takes the disk away. */
  remove(): Promise<void>;
}

const megabyte = 1024 * 1024;

/**
 * On a file system of its own where this user may mount one, most of it taken up by a file that can be removed; elsewhere
 * with a limit on the size of its files that can be raised.
 */
export async function serverOnSmallDisk(): Promise<SmallDisk> {
  const dataDir = await temporaryFolder();
  const isMounted = tried('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', dataDir]);
  const filler = join(dataDir, 'filler');
  if (isMounted) await writeFile(filler, Buffer.alloc(20 * megabyte));
  const server = await RunningServer.start({ dataDir });
  const limit = (size: string) => execFileSync('prlimit', ['--pid', String(server.process.pid), `--fsize=${size}`]);
  if (!isMounted) limit(`${megabyte}:unlimited`);
  return {
    server,
    makeRoom: async () => void (isMounted ? await rm(filler) : limit('unlimited:unlimited')),
    remove: async () => {
      await server.stop();
      if (isMounted) execFileSync('umount', [dataDir]);
      await rm(dataDir, { recursive: true });
    },
  };
}

/** Makes a folder that nothing can be written to; returns what undoes it. */
export function makeReadOnly(folder: string): () => void {
  if (tried('mount', ['--bind', folder, folder])) {
    execFileSync('mount', ['-o', 'remount,bind,ro', folder]);
    return () => execFileSync('umount', [folder]);
  }
  execFileSync('chmod', ['-R', 'a-w', folder]);
  return () => execFileSync('chmod', ['-R', 'u+w', folder]);
}

function tried(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
