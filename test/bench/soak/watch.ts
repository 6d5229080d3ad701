import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from './figures.js';

/** What a server holds, read again and again. */
export interface Holdings {
  readonly rssMiB: Reading[];
  readonly handles: Reading[];
  readonly diskMiB: Reading[];
  readonly catalogKiB: Reading[];
}

export function noHoldings(): Holdings {
  return { rssMiB: [], handles: [], diskMiB: [], catalogKiB: [] };
}

/** Reads once what a process and its data folder take. Linux only: what a process holds is in /proc. */
export function readHoldings(into: Holdings, pid: number, dataDir: string, atMs: number): void {
  into.rssMiB.push({ atMs, value: residentBytes(pid) / 2 ** 20 });
  into.handles.push({ atMs, value: readdirSync(`/proc/${pid}/fd`).length });
  into.diskMiB.push({ atMs, value: treeBytes(dataDir) / 2 ** 20 });
  const catalog = ['catalog.db', 'catalog.db-wal'].map((name) => fileBytes(join(dataDir, name)));
  into.catalogKiB.push({ atMs, value: catalog.reduce((sum, bytes) => sum + bytes, 0) / 1024 });
}

/** The memory of a process that is in RAM (VmRSS). */
export function residentBytes(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

function treeBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? treeBytes(path) : fileBytes(path));
  }, 0);
}

/** 0 where it has just been removed. */
function fileBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
