import { fork } from 'node:child_process';
import { once } from 'node:events';
import { decodePprof } from '@perf/proto';
import { type Cost, printTable } from '../figures.js';
import type { DayCost } from './dataset.js';
import type { DecodeTask } from './decode-alone.js';

/** What it takes, for one window, to gunzip its profiles and decode them with protobufjs, unchecked, in a process of its own. */
export async function decodeAlone(windows: DecodeTask['windows'], reader: DecodeTask['reader']): Promise<Cost> {
  const child = fork(new URL('decode-alone.js', import.meta.url), { serialization: 'advanced' });
  child.send({ reader, windows } satisfies DecodeTask);
  const [cost] = (await once(child, 'message')) as [Cost];
  return cost;
}

/** A window of a profile or several, as the store has it. */
export interface Stored extends Cost {
  readonly sentBytes: number;
  readonly storedBytes: number;
}

export function storedOf(cost: DayCost, windows: readonly (readonly Uint8Array[])[]): Stored {
  const sentBytes = windows.flat().reduce((sum, body) => sum + body.length, 0) / windows.length;
  return { ...cost.ingest, sentBytes, storedBytes: cost.bytes / cost.windows };
}

/** Stacks of one window's profiles together. */
export function stacksOf(profiles: readonly Uint8Array[]): number {
  return profiles.reduce((sum, body) => sum + decodePprof(body).sample.length, 0);
}

/** A day's ingest beside its limits. */
export async function printIngest(cost: DayCost, windows: readonly (readonly Uint8Array[])[]): Promise<void> {
  const [plain, ours] = [await decodeAlone(windows, 'protobufjs'), await decodeAlone(windows, 'ours')];
  const { wallMs, cpuMs, sentBytes, storedBytes } = storedOf(cost, windows);
  const row = (name: string, stored: number, of: (cost: Cost) => number): string[] => [
    name,
    stored.toFixed(2),
    ...[plain, ours].flatMap((alone) => [of(alone).toFixed(2), (stored / of(alone)).toFixed(2)]),
  ];
  printTable(
    ['ingest, a profile', 'figure', 'gunzip and protobufjs alone', 'ratio', 'the same over our reader', 'ratio'],
    [row('ms, durable', wallMs, (cost) => cost.wallMs), row('CPU ms, all threads', cpuMs, (cost) => cost.cpuMs)],
  );
  console.log(`\nRollups took ${(cost.rollUpMs / cost.windows).toFixed(2)} ms a profile more, in the background.\n`);
  printTable(
    ['bytes, a profile', 'stored, rollups included', 'sent, gzipped', 'ratio'],
    [['', storedBytes.toFixed(0), sentBytes.toFixed(0), (storedBytes / sentBytes).toFixed(3)]],
  );
}
