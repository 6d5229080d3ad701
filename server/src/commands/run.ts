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
  } finally {
    output.done();
  }
}
