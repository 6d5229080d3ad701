/** Protocol buffers' wire types, of those that are written here. */
const VARINT = 0;
const LENGTH_DELIMITED = 2;

const FIRST_BYTES = 1024;

/** The longest varint: 64 bits in groups of seven. */
const LONGEST_VARINT = 10;

/**
 * Writes protocol buffers' wire format into a buffer that grows. Fields may come in any order; those of value 0, which
 * readers take for missing, are left out.
 */
export class ProtobufWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(bytes = FIRST_BYTES) {
    this.#buffer = Buffer.allocUnsafe(bytes);
  }

  get length(): number {
    return this.#length;
  }

  /** Empties the writer, for the next message. */
  clear(): void {
    this.#length = 0;
  }

  /** What was written. The same memory as the writer's: copy it before going on. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** An integer field: 0 or more; a bigint where it may be beyond 2^53. */
  integer(field: number, value: number | bigint): void {
    if (Number(value) === 0) return;
    this.#reserve(2 * LONGEST_VARINT);
    this.#varint(field * 8 + VARINT);
    if (typeof value === 'bigint') this.#bigVarint(value);
    else this.#varint(value);
  }

  /** A repeated integer field, packed. Zeros in it are kept. */
  packed(field: number, values: ArrayLike<number>): void {
    if (values.length === 0) return;
    this.#reserve((values.length + 2) * LONGEST_VARINT);
    let bytes = 0;
    for (let i = 0; i < values.length; i++) bytes += varintBytes(values[i] as number);
    this.#varint(field * 8 + LENGTH_DELIMITED);
    this.#varint(bytes);
    for (let i = 0; i < values.length; i++) this.#varint(values[i] as number);
  }

  /** A string field. Also written when empty: in a repeated field, an empty string counts. */
  text(field: number, value: string): void {
    // UTF-8 takes at most three bytes for each UTF-16 unit.
    this.#reserve(2 * LONGEST_VARINT + value.length * 3);
    const bytes = Buffer.byteLength(value);
    this.#varint(field * 8 + LENGTH_DELIMITED);
    this.#varint(bytes);
    this.#length += this.#buffer.write(value, this.#length);
  }

  /** A field of bytes that are there already: a packed field, for example. */
  bytesField(field: number, bytes: Uint8Array): void {
    this.#reserve(2 * LONGEST_VARINT + bytes.length);
    this.#varint(field * 8 + LENGTH_DELIMITED);
    this.#varint(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Fields that were written before, by another writer. */
  fields(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A field that is a message itself, written by another writer before. Also written when empty. */
  message(field: number, message: ProtobufWriter): void {
    this.#reserve(2 * LONGEST_VARINT + message.#length);
    this.#varint(field * 8 + LENGTH_DELIMITED);
    this.#varint(message.#length);
    message.#buffer.copy(this.#buffer, this.#length, 0, message.#length);
    this.#length += message.#length;
  }

  #varint(value: number): void {
    const buffer = this.#buffer;
    let rest = value;
    // Beyond 31 bits, bitwise operators would cut.
    while (rest >= 0x80000000) {
      buffer[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      buffer[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    buffer[this.#length++] = rest;
  }

  #bigVarint(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    while (rest >= 128n) {
      this.#buffer[this.#length++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.#buffer[this.#length++] = Number(rest);
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}
