import { Atlas } from '@perf/server/store/sqlite/atlas.js';
import { blockDays } from '@perf/server/store/sqlite/block.js';
import { BlockReader } from '@perf/server/store/sqlite/block-reader.js';
import { cover } from '@perf/server/store/sqlite/cover.js';
import type { Range } from '@perf/server/store/store.js';
import { dayMs, dayOf, startOfDayMs } from '@perf/server/time.js';

const WANTED = { data: true, spans: false };

/** The vectors that an answer about everything in a range adds up, to be read and left as they are. */
export class SameBytes {
  readonly #blocks: { block: BlockReader; read: (() => number)[] }[] = [];

  /** @param of rollups where there are any, or profiles alone. */
  constructor(dataDir: string, range: Range, of: 'rollups' | 'profiles' = 'rollups') {
    const belowMs = of === 'rollups' ? Number.POSITIVE_INFINITY : 0;
    const atlas = new Atlas();
    for (const day of blockDays(dataDir)) {
      if (day < dayOf(range.fromMs) || day > dayOf(range.untilMs - 1)) continue;
      const block = new BlockReader(dataDir, day, 0, atlas);
      this.#blocks.push({ block, read: block.snapshot(() => readsOf(block, range, belowMs)) });
    }
  }

  /** Reads them all; returns their bytes. */
  read(): number {
    let bytes = 0;
    for (const { block, read } of this.#blocks) {
      bytes += block.snapshot(() => read.reduce((sum, each) => sum + each(), 0));
    }
    return bytes;
  }

  close(): void {
    for (const { block } of this.#blocks) block.close();
  }
}

/** One call for each rollup of a block, and for the profiles of each series between them. */
function readsOf(block: BlockReader, { fromMs, untilMs }: Range, belowMs: number): (() => number)[] {
  const startMs = startOfDayMs(block.day);
  const range = { fromMs: Math.max(fromMs, startMs), untilMs: Math.min(untilMs, startMs + dayMs) };
  return [...block.fleets].flatMap((fleet) => {
    const series = fleet.series.map(({ id }) => id);
    const asked = {
      range,
      fleet: fleet.id,
      series,
      whole: true,
      belowMs,
      shortestMs: 0,
      resolutionMs: 0,
      stepOf: () => 0,
    };
    const { rollups, raw } = cover(asked, (key) => block.rows.rollup(key));
    return [
      ...rollups.map(
        ({ id }) =>
          () =>
            bytesOf(block.rows.vectors(id, WANTED), 1),
      ),
      ...raw.map((part) => () => bytesOf(block.rows.profiles(part.series, part, WANTED), 6)),
    ];
  });
}

/** @param head the column that holds a vector's head; its data is the next. */
function bytesOf(rows: Iterable<readonly unknown[]>, head: number): number {
  let bytes = 0;
  for (const row of rows) bytes += (row[head] as Uint8Array).length + (row[head + 1] as Uint8Array).length;
  return bytes;
}
