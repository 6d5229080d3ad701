/**
 * Unsigned varints, little-endian groups of seven bits, as protobuf has them; up to 2^53 - 1.
 */
export class VarintWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  write(value: number): void {
    if (this.#length + 8 > this.#bytes.length) this.#grow(this.#length + 8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Appends the bytes of another writer, their length first. */
  writeBlock(other: VarintWriter): void {
    this.writeBytes(other.#bytes.subarray(0, other.#length));
  }

  /** Appends bytes, their length first. */
  writeBytes(bytes: Uint8Array): void {
    this.write(bytes.length);
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(this.#length + bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Begins anew, in the same memory. */
  clear(): void {
    this.#length = 0;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(needed: number): void {
    const bytes = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }
}

/** Reads what VarintWriter wrote. Running past the end is an error: the BLOB is damaged. */
export class VarintReader {
  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
  ) {}

  /** What `writeBytes` wrote, not copied. */
  readBytes(): Uint8Array {
    const length = this.read();
    const from = this.at;
    if (from + length > this.bytes.length) throw new RangeError('a stored vector ends too early');
    this.at += length;
    return this.bytes.subarray(from, this.at);
  }

  read(): number {
    const bytes = this.bytes;
    let byte = bytes[this.at++];
    if (byte === undefined) throw new RangeError('a stored vector ends too early');
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 0x80;
    do {
      byte = bytes[this.at++];
      if (byte === undefined) throw new RangeError('a stored vector ends too early');
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte >= 0x80);
    return value;
  }
}
