import { randomUUID } from 'node:crypto';
import type { Numbers } from './numbers.js';

/** What the server is told about a window, as JSON in the `meta` part. Times are epoch milliseconds. */
export interface WindowMeta {
  /** The same on every attempt to send the window, so that the server counts it once. */
  readonly id: string;
  readonly from: number;
  readonly until: number;
  readonly root: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly numbers: Numbers;
}

/** A gzipped pprof with the name of its part. */
export interface EncodedProfile {
  readonly fileName: string;
  readonly bytes: Buffer;
}

/** What one thread of the process saw of a window. */
export interface Observation {
  readonly threadId: number;
  /** The label `thread` of its samples. */
  readonly thread: string | undefined;
  readonly numbers: Numbers;
  readonly profiles: readonly EncodedProfile[];
}

/** A window ready to be sent, and to be sent again. */
export interface Parcel {
  readonly id: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** Writes a window as multipart/form-data: one `meta` part and one `profile` part for each profile. */
export function packWindow(meta: WindowMeta, profiles: readonly EncodedProfile[]): Parcel {
  const boundary = `perf-${randomUUID()}`;
  const head = (disposition: string, type: string) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n`);
  const lineEnd = Buffer.from('\r\n');
  const finite = Object.entries(meta.numbers).filter(([, value]) => Number.isFinite(value));
  const json = JSON.stringify({ ...meta, numbers: Object.fromEntries(finite) });
  const parts: Uint8Array[] = [head('name="meta"', 'application/json'), Buffer.from(json), lineEnd];
  for (const { fileName, bytes } of profiles) {
    parts.push(head(`name="profile"; filename="${fileName}"`, 'application/octet-stream'), bytes, lineEnd);
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { id: meta.id, contentType: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(parts) };
}
