import { createHash } from 'node:crypto';
import type { Parcel } from './window.js';

/**
 * What a file of the spool is, told by its name, so that listing a folder is enough to keep order and bounds:
 * `<time>-<bytes>-<id>` and an ending.
 *
 * - `.part`: being written, or left by a process that died of it;
 * - `.window`: whole, and free for whoever claims it;
 * - `.<time>-<pid>-<host>.sending`: claimed by a process at a time;
 * - `.corrupt`: set aside, because what is in it is not what was written.
 */
export interface SpoolFile {
  readonly name: string;
  readonly id: string;
  /** When the window was spooled, epoch milliseconds. */
  readonly atMs: number;
  readonly bytes: number;
  readonly state: 'part' | 'window' | 'corrupt' | Claim;
}

/** Who claimed a file, and when. */
export interface Claim {
  readonly atMs: number;
  readonly pid: number;
  /** A short hash of the host's name. */
  readonly host: string;
}

const NAME = /^(\d{15})-(\d{1,10})-([\w-]{1,100})\.(?:(part|window|corrupt)|(\d{15})-(\d+)-([0-9a-f]{8})\.sending)$/;

/** The file a name stands for, undefined for what the spool has not written. */
export function parseFileName(name: string): SpoolFile | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, atMs, bytes, id = '', state, claimedMs, pid, host = ''] = match;
  return {
    name,
    id,
    atMs: Number(atMs),
    bytes: Number(bytes),
    state: (state as 'part' | 'window' | 'corrupt') ?? { atMs: Number(claimedMs), pid: Number(pid), host },
  };
}

/** The name of a file. Names sort by age. */
export function fileName({ id, atMs, bytes, state }: Omit<SpoolFile, 'name'>): string {
  const stem = `${fifteenDigits(atMs)}-${bytes}-${id}`;
  if (typeof state === 'string') return `${stem}.${state}`;
  return `${stem}.${fifteenDigits(state.atMs)}-${state.pid}-${state.host}.sending`;
}

/** Eight hexadecimal digits that stand for a text. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** A parcel as bytes: a line of JSON that says what follows, and the body. */
export function encodeParcel({ id, contentType, body }: Parcel): Buffer {
  const head = { perf: 1, id, contentType, bytes: body.length, sha256: sha256(body) };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
}

/**
 * Reads what `encodeParcel` wrote.
 * @throws Error if it is anything else: cut short by a crash of the machine, or not ours.
 */
export function decodeParcel(bytes: Buffer): Parcel {
  const lineEnd = bytes.indexOf('\n');
  if (lineEnd === -1) throw new Error('it has no first line');
  const head: Record<string, unknown> = Object(JSON.parse(bytes.toString('utf8', 0, lineEnd)));
  const body = bytes.subarray(lineEnd + 1);
  const { id, contentType } = head;
  if (head.perf !== 1 || typeof id !== 'string' || typeof contentType !== 'string') {
    throw new Error('its first line does not describe a window');
  }
  if (body.length !== head.bytes) throw new Error(`it has ${body.length} bytes instead of ${head.bytes}`);
  if (sha256(body) !== head.sha256) throw new Error('its checksum does not match');
  return { id, contentType, body };
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

function fifteenDigits(ms: number): string {
  return String(Math.max(0, Math.round(ms))).padStart(15, '0');
}
