/** A growing column of integers. */
export class IntColumn {
  values = new Int32Array(64);
  size = 0;

  push(value: number): void {
    if (this.size === this.values.length) {
      const values = new Int32Array(this.size * 2);
      values.set(this.values);
      this.values = values;
    }
    this.values[this.size++] = value;
  }
}
