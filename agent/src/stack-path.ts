/** The longest varint of a location's id: 32 bits in groups of seven. */
const LONGEST_ID = 5;

/**
 * The stack of the node a walk is at, as the bytes that pprof has for it: the ids of its locations, leaf first.
 *
 * A callee's bytes are its own id and then its caller's bytes. So they are written from the end of the buffer towards
 * its beginning, and a step of the walk writes one id: stacks are deep, and most of a profile is stacks.
 */
export class StackPath {
  #buffer = Buffer.allocUnsafe(1024);
  /** Where the stack of each depth begins; that of depth 0 is empty. */
  readonly #begins = [this.#buffer.length];
  #begin = this.#buffer.length;

  /** The stack of these locations, the outermost first. */
  static of(...locations: readonly number[]): StackPath {
    const path = new StackPath();
    locations.forEach((location, i) => {
      path.enter(i + 1, location);
    });
    return path;
  }

  /** Goes to a node whose caller, at `depth - 1`, is where the walk was or above it. The outermost depth is 1. */
  enter(depth: number, location: number): void {
    let at = this.#begins[depth - 1] as number;
    if (at < LONGEST_ID) at += this.#grow();
    for (let rest = location; rest > 0; rest >>>= 7) at--;
    this.#begins[depth] = at;
    this.#begin = at;
    let rest = location;
    for (; rest >= 128; rest >>>= 7) this.#buffer[at++] = (rest & 127) | 128;
    this.#buffer[at] = rest;
  }

  /** The bytes of the stack the walk is at, valid until it goes on. */
  bytes(): Buffer {
    return this.#buffer.subarray(this.#begin);
  }

  #grow(): number {
    const more = this.#buffer.length;
    const grown = Buffer.allocUnsafe(2 * more);
    this.#buffer.copy(grown, more);
    this.#buffer = grown;
    for (const [depth, begin] of this.#begins.entries()) this.#begins[depth] = begin + more;
    return more;
  }
}
