import { setTimeout as sleep } from 'node:timers/promises';
import { blockSchemaVersion } from '@perf/server/store/sqlite/block.js';
import { type Archive, LARGE, SMALL_DAYS, smallVersions, thinningOf } from './archive.js';

const HOUR = 3_600_000;

/** What a server is about when it is killed. */
export interface Moment {
  readonly name: string;
  readonly flags: readonly string[];
  /** Whether windows are sent: the server listens before what is waited for begins. */
  readonly underLoad: boolean;
  /** Makes the folder ready, while no server has it open. */
  prepare(dataDir: string): void;
  /** Resolves at a random moment, mostly while it is under way. `over` aborts where it cannot come any more. */
  come(dataDir: string, over: AbortSignal): Promise<void>;
  /** Where the kill found it, by what is on disk; null where it had not begun, or was done. */
  found(dataDir: string): string | null;
}

/** Flags that keep every window of days that are younger than a time. */
function keepSince(atMs: number, flag: string): string[] {
  return [flag, `${Math.floor((Date.now() - atMs) / HOUR)}h`];
}

const thinFlags = () => [
  '--retention',
  '36500d',
  ...keepSince(LARGE + 48 * HOUR, '--keep-raw'),
  '--keep-10m',
  '36500d',
];
const removeFlags = () => [
  ...keepSince(LARGE - 24 * HOUR, '--retention'),
  ...keepSince(LARGE - 24 * HOUR, '--keep-raw'),
];

/** Stores windows; makes rollups, which begins two seconds after a start; thins a day; removes days; migrates blocks. */
export function momentsOf(archive: Archive, rollups: (dataDir: string) => { made: number; due: number }): Moment[] {
  const usual = { flags: [], underLoad: true, prepare: () => undefined };
  let madeBefore = 0;
  let earlier = 0;
  return [
    {
      ...usual,
      name: 'windows are stored',
      come: (_, over) => wait(20 + Math.random() * 600, over),
      found: () => null,
    },
    {
      ...usual,
      name: 'rollups are made',
      prepare: (dataDir) => {
        madeBefore = rollups(dataDir).made;
      },
      come: (_, over) => wait(2_000 + Math.random() * 600, over),
      found: (dataDir) => {
        const { made, due } = rollups(dataDir);
        return made !== madeBefore && due > 0 ? 'some were made' : null;
      },
    },
    {
      name: 'a day is thinned',
      flags: thinFlags(),
      underLoad: true,
      prepare: (dataDir) => {
        if (thinningOf(dataDir) === 'done') archive.putLarge(dataDir);
      },
      async come(dataDir, over) {
        await until(() => thinningOf(dataDir) !== 'not begun', over);
        await wait(Math.random() * 1_500, over);
      },
      found: (dataDir) => {
        const state = thinningOf(dataDir);
        return state === 'not begun' || state === 'done' ? null : state;
      },
    },
    {
      name: 'days are removed',
      flags: removeFlags(),
      underLoad: false,
      prepare: (dataDir) => archive.putSmall(dataDir),
      async come(dataDir, over) {
        await until(() => smallVersions(dataDir).length < SMALL_DAYS, over);
        await wait(Math.random() * 30, over);
      },
      found: (dataDir) => {
        const left = smallVersions(dataDir).length;
        return left > 0 && left < SMALL_DAYS ? 'some are gone' : null;
      },
    },
    {
      name: 'blocks are migrated',
      flags: [],
      underLoad: false,
      prepare: (dataDir) => {
        // Any earlier version in turn: each kill meets other migrations.
        earlier = 1 + (earlier % (blockSchemaVersion - 1));
        archive.putSmall(dataDir, earlier);
      },
      async come(dataDir, over) {
        await until(() => smallVersions(dataDir).includes(blockSchemaVersion), over);
        await wait(Math.random() * 150, over);
      },
      found: (dataDir) => {
        const versions = new Set(smallVersions(dataDir));
        return versions.has(earlier) && versions.has(blockSchemaVersion) ? 'some are of the new version' : null;
      },
    },
  ];
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

async function until(isSo: () => boolean, over: AbortSignal): Promise<void> {
  while (!over.aborted && !isSo()) await sleep(1);
}
