import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { median, printTable } from '../figures.js';
import { makeDay } from './dataset.js';
import { decodeAlone, stacksOf, storedOf } from './ingest.js';
import { recordWindows } from './record.js';

const INSTANCES = 10;
const MINUTES = 240;

/** Records windows of real processes, `count` of each, and stores some hours of them, taken in turn. */
export async function printReal(dataDir: string, startMs: number, count: number): Promise<void> {
  const rows: string[][] = [];
  for (const [service, recorded] of await recordWindows(count)) {
    const folder = join(dataDir, service);
    mkdirSync(folder);
    const windows = recorded.map(({ profiles }) => profiles);
    const [plain, ours] = [await decodeAlone(windows, 'protobufjs'), await decodeAlone(windows, 'ours')];
    const cost = await makeDay({ dataDir: folder, startMs, instances: INSTANCES, minutes: MINUTES, windows });
    const { wallMs, cpuMs, sentBytes, storedBytes } = storedOf(cost, windows);
    rows.push([
      service,
      String(windows.length),
      String(median(windows.map(({ length }) => length))),
      median(windows.map(stacksOf)).toFixed(0),
      sentBytes.toFixed(0),
      storedBytes.toFixed(0),
      (storedBytes / sentBytes).toFixed(3),
      wallMs.toFixed(2),
      ...[plain, ours].map(({ wallMs: alone }) => `${alone.toFixed(2)}: ${(wallMs / alone).toFixed(2)}`),
      cpuMs.toFixed(2),
      ...[plain, ours].map(({ cpuMs: alone }) => `${alone.toFixed(2)}: ${(cpuMs / alone).toFixed(2)}`),
    ]);
  }
  console.log(`On real profiles: ${MINUTES / 60} h of ${INSTANCES} instances, windows taken in turn\n`);
  const window = ['windows recorded', 'profiles each', 'samples each', 'bytes sent, gzipped', 'bytes stored', 'ratio'];
  const beside = ['gunzip and protobufjs alone: ratio', 'over our reader: ratio'];
  printTable(['windows of', ...window, 'ms a window', ...beside, 'CPU ms a window', ...beside], rows);
}
