import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const FILE = /^(?:\/|file:\/\/|[A-Za-z]:[\\/]|\\\\)/;

/** Whether V8's name of a script is that of a file: not `node:fs`, `evalmachine.<anonymous>` or nothing. */
export function isFile(script: string): boolean {
  return FILE.test(script);
}

/** The path of a script: CommonJS modules are known by it, ES modules by their URL. Throws if the URL is no file's. */
export function pathOf(script: string): string {
  return script.startsWith('file://') ? fileURLToPath(script) : script;
}

/**
 * The last bytes of a file, and whether they are all of it; undefined if it cannot be read.
 *
 * Synchronous: it is a script that this process has loaded, so its end is in memory, and opening, reading and closing
 * it by promises costs ten times as much.
 */
export function readTail(path: string, bytes: number): { tail: Buffer; isAll: boolean } | undefined {
  let file: number | undefined;
  try {
    // What is in the script's place by now may be a pipe: opening that must not wait for a writer.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const status = fstatSync(file);
    if (!status.isFile()) return undefined;
    const tail = Buffer.alloc(Math.min(bytes, status.size));
    readSync(file, tail, 0, tail.length, status.size - tail.length);
    return { tail, isAll: tail.length === status.size };
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The bytes of a file; undefined if it cannot be read, is no ordinary file, or is longer than this. */
export async function readBounded(path: string, mostBytes: number): Promise<Buffer | undefined> {
  let file: Awaited<ReturnType<typeof open>> | undefined;
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const status = await file.stat();
    return status.isFile() && status.size <= mostBytes ? await file.readFile() : undefined;
  } catch {
    return undefined;
  } finally {
    await file?.close().catch(() => {});
  }
}
