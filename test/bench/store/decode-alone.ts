import { gunzip } from '@perf/proto';
import { perftools } from '@perf/proto/generated/pprof.js';
import { NumberReader } from '@perf/proto/number-reader.js';
import { type Cost, costOf, median } from '../figures.js';

/**
 * Run as a process of its own by `decodeAlone`, so that what V8 compiles for one reader has seen no other: gets the profiles of
 * some windows, and answers with what it takes, for one window, to gunzip and decode them, unchecked.
 */

const WARM_UP_ROUNDS = 3;
const ROUNDS = 7;
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_PARTS = 1_000_000;

/** Protobufjs's static code over its own reader, and over ours, which makes no object of a number. */
const readers = {
  protobufjs: (bytes: Uint8Array) => perftools.profiles.Profile.decode(bytes),
  ours: (bytes: Uint8Array) => perftools.profiles.Profile.decode(new NumberReader(bytes, MOST_PARTS)),
};

export interface DecodeTask {
  readonly reader: keyof typeof readers;
  readonly windows: readonly (readonly Uint8Array[])[];
}

async function measure({ reader, windows }: DecodeTask): Promise<Cost> {
  const read = readers[reader];
  const decode = () => {
    for (const profiles of windows) for (const body of profiles) read(gunzip(body, MOST_BYTES));
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round++) decode();
  const rounds: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await costOf(decode));
  const each = (of: (cost: Cost) => number) => median(rounds.map(of)) / windows.length;
  return { wallMs: each(({ wallMs }) => wallMs), cpuMs: each(({ cpuMs }) => cpuMs) };
}

process.once('message', async (task: DecodeTask) => {
  process.send?.(await measure(task));
  process.disconnect();
});
