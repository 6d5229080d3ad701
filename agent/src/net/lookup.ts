import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import type { LookupFunction } from 'node:net';

/** How long the system's name servers have to show that they are there. */
const PATIENCE_MS = 2000;

const HOSTS_FILE = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';

/**
 * Like `dns.lookup`, but never waits long. The system's lookup cannot be cancelled: where no name server answers it
 * takes up to a minute, in which it occupies a thread of the host and keeps the process from ending. So a name server
 * is asked first, by a query that can be given up; only if there is any answer is the system asked.
 */
export const lookup: LookupFunction = (hostname, options, callback) => {
  void someoneAnswers(hostname).then((answered) => {
    if (answered) dns.lookup(hostname, options, callback);
    else {
      const error = new Error(`no name server answered for ${hostname} within ${PATIENCE_MS / 1000} s`);
      callback(Object.assign(error, { code: 'ETIMEOUT' }), '', 0);
    }
  });
};

async function someoneAnswers(hostname: string): Promise<boolean> {
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || isInHostsFile(hostname)) return true;
  const resolver = new dns.promises.Resolver({ timeout: PATIENCE_MS / 2, tries: 2 });
  const patience = setTimeout(() => resolver.cancel(), PATIENCE_MS);
  try {
    await resolver.resolve4(hostname);
    return true;
  } catch (error) {
    // "No such name" is an answer too.
    return !['ETIMEOUT', 'ECANCELLED'].includes(String((error as NodeJS.ErrnoException).code));
  } finally {
    clearTimeout(patience);
  }
}

function isInHostsFile(hostname: string): boolean {
  try {
    const lines = readFileSync(HOSTS_FILE, 'utf8').split('\n');
    return lines.some((line) => (line.split('#', 1)[0] ?? '').split(/\s+/).slice(1).includes(hostname));
  } catch {
    return false;
  }
}
