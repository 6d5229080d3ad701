import { blockInode } from './block.js';
import { BlockWriter } from './block-writer.js';
import type { Catalog } from './catalog.js';
import { catchUp, catchUpDay } from './catch-up.js';
import { blockName, cannotWrite, damageOf, undecodable } from './damage.js';
import { everyWindow, type Kept } from './kept.js';

/** Blocks kept open for writing: today, yesterday, and two for late arrivals. */
const mostOpen = 4;

/** The blocks a writer has open, and those it must leave alone because they are damaged. */
export class OpenBlocks {
  /** The most recently used last. */
  readonly #blocks = new Map<string, BlockWriter>();
  /** By day: why, and which file that is, so that another one in its place is tried again. */
  readonly #damaged = new Map<string, { reason: string; inode: number | undefined }>();
  #thinned: ReadonlyMap<string, Kept> = new Map();

  /** @param tell hears of what is damaged, once each. */
  constructor(
    readonly dataDir: string,
    readonly catalog: Catalog,
    readonly tell: (trouble: string) => void,
  ) {}

  /** Days whose block is damaged. */
  get damagedDays(): string[] {
    return [...this.#damaged.keys()].sort();
  }

  isDamaged(day: string): boolean {
    return this.#damaged.has(day);
  }

  /** What is still there of each day that was thinned; another map whenever that changes. */
  get thinned(): ReadonlyMap<string, Kept> {
    return this.#thinned;
  }

  kept(day: string): Kept {
    return this.#thinned.get(day) ?? everyWindow;
  }

  /** Brings the catalog in line with all blocks. Returns the days that have rollups to be made. */
  catchUp(): readonly string[] {
    const { blocks, damaged } = catchUp(this.dataDir, this.catalog);
    for (const [day, reason] of damaged) this.#note(day, reason);
    for (const [day, { kept }] of blocks) this.noteKept(day, kept);
    return [...blocks].flatMap(([day, { isDue }]) => (isDue ? [day] : []));
  }

  noteKept(day: string, kept: Kept): void {
    const before = this.kept(day);
    if (kept.resolutionMs === before.resolutionMs && kept.settled === before.settled) return;
    const thinned = new Map(this.#thinned);
    if (kept.resolutionMs > 0) thinned.set(day, kept);
    else thinned.delete(day);
    this.#thinned = thinned;
  }

  /** Finds out which damaged files are gone or replaced: what the catalog has of them may not pass for stored. */
  lookAgain(): void {
    for (const [day, { inode }] of this.#damaged) {
      const now = blockInode(this.dataDir, day);
      if (now === inode) continue;
      this.#damaged.delete(day);
      try {
        if (now === undefined) this.catalog.forget(day);
        else this.noteKept(day, catchUpDay(this.dataDir, day, this.catalog).kept);
        this.tell(`${blockName(day)} is not damaged any more: the day is answered and added to again.`);
      } catch (error) {
        const reason = undecodable(error);
        if (reason === null) throw error;
        this.#note(day, reason);
      }
    }
  }

  /**
   * The block of a day, made where there is none.
   *
   * @throws the refusal to write to it where it is damaged.
   */
  get(day: string): BlockWriter {
    let block = this.#blocks.get(day);
    if (block === undefined) {
      block = this.#open(day);
      if (this.#blocks.size >= mostOpen) this.drop(this.#blocks.keys().next().value as string);
    }
    this.#blocks.delete(day);
    this.#blocks.set(day, block);
    return block;
  }

  /** Closes a block; it is opened anew when it is next asked for. */
  drop(day: string): void {
    this.#blocks.get(day)?.close();
    this.#blocks.delete(day);
  }

  /** Closes a block whose file is gone, and forgets what is known of it. */
  forget(day: string): void {
    this.drop(day);
    this.#damaged.delete(day);
    this.noteKept(day, everyWindow);
    this.catalog.forget(day);
  }

  /** After an error from a block: the refusal to write there if it says that the block is damaged, null if not. */
  damagedBy(day: string, error: unknown): Error | null {
    const reason = damageOf(error);
    if (reason === null) return null;
    this.drop(day);
    this.#note(day, reason);
    return cannotWrite(day, reason);
  }

  close(): void {
    for (const day of [...this.#blocks.keys()]) this.drop(day);
  }

  #open(day: string): BlockWriter {
    const known = this.#damaged.get(day);
    if (known !== undefined) throw cannotWrite(day, known.reason);
    try {
      return new BlockWriter(this.dataDir, day);
    } catch (error) {
      const reason = undecodable(error);
      if (reason === null) throw error;
      this.#note(day, reason);
      throw cannotWrite(day, reason);
    }
  }

  #note(day: string, reason: string): void {
    this.#damaged.set(day, { reason, inode: blockInode(this.dataDir, day) });
    this.tell(
      `${blockName(day)} is damaged (${reason}): that day is neither answered nor added to, every other one is. ` +
        'perf-server check says what is lost and what to do.',
    );
  }
}
