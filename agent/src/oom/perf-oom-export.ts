/** Run by V8 in a process that is out of memory: `node perf-oom-export.js <order> <file>`. See monitor.ts. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { countFiles } from '../heap/stacks.js';
import { writeHeap } from '../heap/write.js';
import { reasonOf, say } from '../log.js';
import { createNames } from '../names.js';
import { proxyFor } from '../net/proxy.js';
import { openPost } from '../post.js';
import { runAtOnce } from '../slices.js';
import { Spool } from '../spool.js';
import { type Parcel, packWindow } from '../window.js';
import { parseHeapDump } from './dump.js';
import { type OomOrder, secretsOf } from './monitor.js';

/** V8 waits for this process, and whoever restarts the service waits for V8. */
const DEADLINE_MS = 5000;

async function exportHeap(order: OomOrder, file: string): Promise<void> {
  const parcel = await pack(order, file);
  // On disk first: V8 kills this process if it takes too long.
  const spool = new Spool(order.spool, order.place);
  const spooled = await spool.put(parcel, 'claimed');
  const outcome = await Promise.race([send(order, parcel), sleep(DEADLINE_MS, undefined)]);
  if (outcome === undefined && spooled !== undefined) await spool.release(spooled);
  if (outcome !== undefined && spooled !== undefined) await spool.remove(spooled);
  const where = outcome ?? (spooled === undefined ? undefined : `waits in ${spool.place}`);
  say(`out of memory: the heap profile ${where ?? `is lost, ${order.place} did not take it`}`);
}

async function pack(order: OomOrder, file: string): Promise<Parcel> {
  const { fromMs, root, labels, numbers, intervalBytes } = order;
  const tree = parseHeapDump(readFileSync(file, 'utf8'));
  const names = createNames(order.names);
  const nowMs = Date.now();
  const facts = { timeMs: nowMs, intervalBytes, externalBytes: 0, labels: { phase: 'oom' } };
  const write = () => runAtOnce(writeHeap(tree, names, facts));
  let written = write();
  // The functions in it are looked up, and it is written anew.
  if (await Promise.race([names.prepare(countFiles(tree)), sleep(DEADLINE_MS / 2)])) written = write();
  const meta = { id: randomUUID(), from: Math.min(fromMs, nowMs), until: nowMs, root, labels, numbers };
  return packWindow(meta, [{ fileName: 'heap.pb.gz', bytes: gzipSync(written) }]);
}

/** What became of it, to complete a sentence; undefined if it was not taken. */
async function send({ server, place }: OomOrder, parcel: Parcel): Promise<string | undefined> {
  if (server === undefined) return undefined;
  const secrets = secretsOf(process.env);
  const serverUrl = server.urlFromEnvironment ? (secrets.serverUrl ?? place) : place;
  const proxy = proxyFor(new URL(serverUrl), process.env, say)?.href;
  const { post, close } = openPost({ serverUrl, apiKey: secrets.apiKey, caFile: server.caFile, proxy });
  const { kind } = await post(parcel);
  close();
  if (kind === 'rejected') return `is refused by ${place}`;
  return kind === 'accepted' ? `is at ${place}` : undefined;
}

const [, , order = '', file = ''] = process.argv;
exportHeap(JSON.parse(order) as OomOrder, file)
  .catch((error) => say(`out of memory: no heap profile: ${reasonOf(error)}`))
  .finally(() => process.exit());
