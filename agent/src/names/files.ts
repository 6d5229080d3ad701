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

/** The bytes of a file; undefined if it cannot be read, is no ordinary file, or is longer than this. */
export async function readBounded(path: string, mostBytes: number): Promise<Buffer | undefined> {
  return withFile(path, async (file, size) => (size > mostBytes ? undefined : file.readFile()));
}

/** The last bytes of a file, and whether they are all of it; undefined if it cannot be read. */
export async function readTail(path: string, bytes: number): Promise<{ tail: Buffer; isAll: boolean } | undefined> {
  return withFile(path, async (file, size) => {
    const tail = Buffer.alloc(Math.min(bytes, size));
    await file.read(tail, 0, tail.length, size - tail.length);
    return { tail, isAll: tail.length === size };
  });
}

type OpenFile = Awaited<ReturnType<typeof open>>;

async function withFile<T>(path: string, read: (file: OpenFile, size: number) => Promise<T>): Promise<T | undefined> {
  let file: OpenFile | undefined;
  try {
    file = await open(path);
    const status = await file.stat();
    return status.isFile() ? await read(file, status.size) : undefined;
  } catch {
    return undefined;
  } finally {
    await file?.close().catch(() => {});
  }
}
