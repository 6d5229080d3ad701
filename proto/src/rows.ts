/**
 * A growing table of numbers, row after row: field `f` of row `r` is `numbers[r * width + f]`. With a width of 1 it is a
 * list. `numbers` may be longer than the table; what lies behind its end is zero.
 */
export class Rows {
  numbers: Float64Array;
  /** Numbers in use, `width` a row. */
  length = 0;

  constructor(
    readonly width: number,
    capacity = 16,
  ) {
    this.numbers = new Float64Array(capacity * width);
  }

  get count(): number {
    return this.length / this.width;
  }

  /** Appends one number. */
  push(value: number): void {
    if (this.length === this.numbers.length) this.#grow(this.length + 1);
    this.numbers[this.length++] = value;
  }

  /** Appends a row of zeros and returns the place of its first number. */
  add(): number {
    const at = this.length;
    this.length += this.width;
    if (this.length > this.numbers.length) this.#grow(this.length);
    return at;
  }

  /** Begins anew, in the same memory. */
  clear(): void {
    this.numbers.fill(0, 0, this.length);
    this.length = 0;
  }

  #grow(needed: number): void {
    const numbers = new Float64Array(Math.max(needed, 2 * this.numbers.length));
    numbers.set(this.numbers);
    this.numbers = numbers;
  }
}
