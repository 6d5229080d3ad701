import type { ProfileSet } from '@perf/profile';
import type { Detail } from '../store.js';

/** What answers may take of memory, and answers larger than half of that are not kept. */
const mostBytes = 256 * 1024 * 1024;

/** Of each stack: its columns here, and those of the call tree that reports make of it and keep as long as the answer. */
const bytesOfStack = 8 + 96;

/**
 * The latest answers, by what was asked and the state of everything they were made from: an answer is found again only
 * while all of that is as it was. Several reports of one view ask for the same selection.
 */
export class SelectCache {
  /** The most recently used last. */
  readonly #answers = new Map<string, { readonly set: ProfileSet & Detail; readonly bytes: number }>();
  #bytes = 0;

  get(key: string): (ProfileSet & Detail) | undefined {
    const found = this.#answers.get(key);
    if (found === undefined) return undefined;
    this.#answers.delete(key);
    this.#answers.set(key, found);
    return found.set;
  }

  put(key: string, set: ProfileSet & Detail): void {
    const bytes = bytesOf(set);
    if (bytes > mostBytes / 2 || this.#answers.has(key)) return;
    this.#answers.set(key, { set, bytes });
    this.#bytes += bytes;
    for (const [oldest, answer] of this.#answers) {
      if (this.#bytes <= mostBytes) break;
      this.#answers.delete(oldest);
      this.#bytes -= answer.bytes;
    }
  }
}

/** About: columns of numbers, and of each function its place; the atlas has its texts anyway. */
function bytesOf({ stacks, groups }: ProfileSet): number {
  const { functions, frames, table } = stacks;
  const tables = 48 * functions.name.length + 8 * frames.line.length + bytesOfStack * table.parent.length;
  return groups.reduce((bytes, { node }) => bytes + 200 + 12 * node.length, tables);
}
