/** Numbers strings from 0 in order of first appearance. */
export class Interner {
  readonly #ids = new Map<string, number>();
  readonly strings: string[] = [];

  id(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.strings.length;
    this.#ids.set(text, id);
    this.strings.push(text);
    return id;
  }
}
