/** Which places of a sum were added to, each once. Takes the memory of the largest sum so far. */
export class Touched {
  /** By place: 1 where it is one of `places`. */
  marks = new Uint8Array(0);
  places = new Int32Array(0);
  count = 0;
  /** Places of the sum at hand. */
  #size = 0;

  /** Makes room for sums of so many places. Nothing may be touched. */
  reserve(size: number): void {
    this.#size = size;
    if (size <= this.marks.length) return;
    this.marks = new Uint8Array(2 * size);
    this.places = new Int32Array(2 * size);
  }

  add(place: number): void {
    if (this.marks[place] === 1) return;
    this.marks[place] = 1;
    this.places[this.count++] = place;
  }

  /** The places in order, until something else is touched: sorted where they are few, else picked out of all. */
  sorted(): Int32Array {
    const places = this.places.subarray(0, this.count);
    if (this.count < this.#size / 16) return places.sort();
    let row = 0;
    for (let place = 0; place < this.#size; place++) if (this.marks[place] === 1) places[row++] = place;
    return places;
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.marks[this.places[i] as number] = 0;
    this.count = 0;
  }
}
