import protobuf from 'protobufjs/minimal.js';
import { PprofError } from './error.js';
import type { Rows } from './rows.js';

const TWO_32 = 2 ** 32;

/** How many integers a profile may have for each part it may have: deep stacks are long lists of them. */
const INTEGERS_PER_PART = 8;

/**
 * protobufjs's reader, with two differences: 64-bit integers become numbers without a Long or LongBits object each, and
 * what a profile makes of memory is bounded.
 *
 * Integers beyond 2^53 come out rounded, and so still beyond it: `check` finds them by that. Parts are what has a
 * length of its own: messages, strings, packed lists. A part costs the sender two bytes and an integer one, compressed
 * next to nothing; here they are an object and eight bytes.
 */
export class NumberReader extends protobuf.Reader {
  #partsLeft: number;
  #integersLeft: number;

  constructor(
    bytes: Uint8Array,
    readonly maxParts: number,
  ) {
    super(bytes);
    this.#partsLeft = maxParts;
    this.#integersLeft = maxParts * INTEGERS_PER_PART;
  }

  override size(): number {
    if (this.#partsLeft-- === 0) {
      throw new PprofError(
        'too-large',
        `The profile has more than ${this.maxParts} samples, locations and other parts.`,
      );
    }
    return this.uint32();
  }

  override uint64(): never {
    return this.number(false) as never;
  }

  override int64(): never {
    return this.number(true) as never;
  }

  /** Goes into a message or list that comes next: it ends at `len`. Returns what `leave` needs. */
  enter(): number {
    const outer = this.len;
    const end = this.size() + this.pos;
    if (end > outer) throw new RangeError(`what begins at byte ${this.pos} is longer than what holds it`);
    this.len = end;
    return outer;
  }

  leave(outer: number): void {
    if (this.pos !== this.len) throw new RangeError(`what ends at byte ${this.len} was read beyond it`);
    this.len = outer;
  }

  /** One 64-bit integer, signed or not. */
  number(signed: boolean): number {
    if (this.#integersLeft-- === 0) this.#tooManyIntegers();
    const { pos } = this;
    const first = this.buf[pos] as number;
    if (first >= 128 || pos >= this.len) return this.#varint(signed);
    this.pos = pos + 1;
    return first;
  }

  /** Appends a packed list of them. */
  packed(list: Rows, signed: boolean): void {
    const outer = this.enter();
    const { buf, len } = this;
    let { pos } = this;
    let left = this.#integersLeft;
    while (pos < len) {
      if (left-- === 0) this.#tooManyIntegers();
      const first = buf[pos] as number;
      const second = buf[pos + 1] as number;
      if (first < 128) {
        list.push(first);
        pos += 1;
      } else if (second < 128 && pos + 1 < len) {
        list.push((first & 127) | (second << 7));
        pos += 2;
      } else {
        this.pos = pos;
        list.push(this.#varint(signed));
        pos = this.pos;
      }
    }
    this.pos = pos;
    this.#integersLeft = left;
    this.leave(outer);
  }

  #tooManyIntegers(): never {
    const most = this.maxParts * INTEGERS_PER_PART;
    throw new PprofError('too-large', `The profile has more than ${most} ids, values and other integers.`);
  }

  #varint(signed: boolean): number {
    const { buf, len } = this;
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index++) {
      if (this.pos >= len) throw new RangeError(`a number is cut off at byte ${this.pos}`);
      const byte = buf[this.pos++] as number;
      const bits = byte & 127;
      if (index < 4) low |= bits << (index * 7);
      else if (index === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (index * 7 - 32);
      if (byte < 128) {
        return (signed ? high | 0 : high >>> 0) * TWO_32 + (low >>> 0);
      }
    }
    throw new RangeError(`a number before byte ${this.pos} is longer than 64 bits`);
  }
}
