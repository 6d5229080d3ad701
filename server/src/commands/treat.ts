import { bytesText, type Output } from './output.js';

/** What became of one block, as the store says it. */
export interface Treated {
  readonly day: string;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly damage: string | null;
}

/**
 * Follows work that goes block by block, and sums it up.
 *
 * @param verb `Backed up`.
 * @returns the exit code: 1 where a block is damaged and was left out.
 */
export function follow(blocks: Iterable<Treated>, verb: string, output: Output): number {
  let [count, before, after, damaged] = [0, 0, 0, 0];
  for (const { day, bytesBefore, bytesAfter, damage } of blocks) {
    if (damage !== null) {
      damaged++;
      output.line(`blocks/${day}.db was left out: it is damaged (${damage}). perf-server check says what to do.`);
      continue;
    }
    count++;
    before += bytesBefore;
    after += bytesAfter;
    output.progress(`${day}: ${count} blocks, ${bytesText(before)}`);
  }
  output.done();
  output.line(
    `${verb} ${count} ${count === 1 ? 'block' : 'blocks'}: ${bytesText(before)} are now ${bytesText(after)}.`,
  );
  return damaged === 0 ? 0 : 1;
}
