import type { StoreCall } from '../config.js';
import { runBackup } from './backup.js';
import { runCheck } from './check.js';
import { runCompact } from './compact.js';
import { terminalOutput } from './output.js';
import { runRestore } from './restore.js';

/**
 * Runs a command on a store.
 *
 * @returns the exit code.
 * @throws where it was not done, with the reason.
 */
export function run(call: StoreCall): number {
  const output = terminalOutput();
  try {
    switch (call.command) {
      case 'backup':
        return runBackup(call.dataDir, call.folder, output);
      case 'restore':
        return runRestore(call.dataDir, call.folder, output);
      case 'check':
        return runCheck(call.dataDir, output);
      case 'compact':
        return runCompact(call.dataDir, output);
    }
  } catch (error) {
    throw explained(error, call.dataDir);
  } finally {
    output.done();
  }
}

/** SQLite shares memory with other readers through a file beside each block. */
function explained(error: unknown, dataDir: string): unknown {
  if (!/^SQLITE_(CANTOPEN|READONLY)/.test((error as { code?: string }).code ?? '')) return error;
  return new Error(
    `A block cannot be opened (${(error as Error).message}): files are made beside it also to read it. Let this user ` +
      `write to ${dataDir} and what was named, or copy the folder to where it can.`,
  );
}
