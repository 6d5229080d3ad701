import { decodePprof, gunzip } from '@perf/proto';
import { perftools } from '@perf/proto/generated/pprof.js';
import { NumberReader } from '@perf/proto/number-reader.js';
import { type Cost, costOf, median, printTable } from '../figures.js';
import type { DayCost } from './dataset.js';

const ROUNDS = 7;
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_PARTS = 1_000_000;

/** Protobufjs's static code over its own reader, and over ours, which makes no object of a number. */
const READERS = {
  protobufjs: (bytes: Uint8Array) => perftools.profiles.Profile.decode(bytes),
  ours: (bytes: Uint8Array) => perftools.profiles.Profile.decode(new NumberReader(bytes, MOST_PARTS)),
};

/** What it takes, for one window, to gunzip its profiles and decode them with protobufjs, unchecked. */
export async function decodeAlone(
  windows: readonly (readonly Uint8Array[])[],
  reader: keyof typeof READERS,
): Promise<Cost> {
  const decode = () => {
    for (const profiles of windows) for (const body of profiles) READERS[reader](gunzip(body, MOST_BYTES));
  };
  decode();
  const rounds: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await costOf(decode));
  const each = (of: (cost: Cost) => number) => median(rounds.map(of)) / windows.length;
  return { wallMs: each(({ wallMs }) => wallMs), cpuMs: each(({ cpuMs }) => cpuMs) };
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
