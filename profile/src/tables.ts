import { Interner } from './interner.js';
import type { FrameTable, FunctionTable } from './types.js';

/** One row of a FunctionTable. */
export interface FunctionRow {
  readonly name: string;
  readonly file: string;
  readonly package: string;
  readonly startLine: number;
  readonly column: number;
  readonly systemName: string;
}

/**
 * A growing FunctionTable: finds a function by all that tells functions apart, or adds it.
 *
 * Ids are given in order of first appearance and never change, so a table can be written down and gone on with.
 */
export class FunctionBuilder {
  /** Names, files and packages by number, so that rows are hashed and compared by numbers. */
  readonly #texts = new Interner();
  /** Three numbers a row: name, file, package. */
  readonly #numbers: number[] = [];
  /** Row ids plus one by hash, at most half full; 0 is free. */
  #slots = new Int32Array(256);
  readonly #startLine: number[] = [];
  readonly #column: number[] = [];
  readonly #systemName: string[] = [];

  get size(): number {
    return this.#startLine.length;
  }

  /** The number of a name, a file or a package, for `internTexts`. */
  text(text: string): number {
    return this.#texts.id(text);
  }

  /**
   * The id of a function, added where it is new (then it equals the former `size`).
   * `systemName` is kept from the first call that names the function.
   */
  intern(name: string, file: string, pkg: string, startLine: number, column: number, systemName: string): number {
    return this.internTexts(this.text(name), this.text(file), this.text(pkg), startLine, column, systemName);
  }

  /** The same for texts whose numbers are known. */
  internTexts(name: number, file: number, pkg: number, startLine: number, column: number, systemName: string): number {
    const numbers = this.#numbers;
    let slot = hash(name, file, startLine, column) & (this.#slots.length - 1);
    for (let id = this.#at(slot); id !== -1; id = this.#at(slot)) {
      const same =
        numbers[3 * id] === name &&
        numbers[3 * id + 1] === file &&
        numbers[3 * id + 2] === pkg &&
        this.#startLine[id] === startLine &&
        this.#column[id] === column;
      if (same) return id;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    const id = this.size;
    this.#slots[slot] = id + 1;
    numbers.push(name, file, pkg);
    this.#startLine.push(startLine);
    this.#column.push(column);
    this.#systemName.push(systemName === this.#texts.strings[name] ? '' : systemName);
    if (this.size * 2 > this.#slots.length) this.#grow();
    return id;
  }

  #at(slot: number): number {
    return (this.#slots[slot] as number) - 1;
  }

  #grow(): void {
    const mask = this.#slots.length * 2 - 1;
    const slots = new Int32Array(mask + 1);
    for (let id = 0; id < this.size; id++) {
      const [name, file] = [this.#numbers[3 * id] as number, this.#numbers[3 * id + 1] as number];
      let slot = hash(name, file, this.#startLine[id] as number, this.#column[id] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }

  /** The text of column 0 to 2 of a row: name, file, package. */
  #textOf(id: number, column: number): string {
    return this.#texts.strings[this.#numbers[3 * id + column] as number] as string;
  }

  /** Interns row `id` of another table. */
  internRow(table: FunctionTable, id: number): number {
    return this.intern(
      table.name[id] as string,
      table.file[id] as string,
      table.package[id] as string,
      table.startLine[id] as number,
      table.column[id] as number,
      table.systemName[id] as string,
    );
  }

  /** Row `id`, for writing the table down as it grows. */
  row(id: number): FunctionRow {
    return {
      name: this.#textOf(id, 0),
      file: this.#textOf(id, 1),
      package: this.#textOf(id, 2),
      startLine: this.#startLine[id] as number,
      column: this.#column[id] as number,
      systemName: this.#systemName[id] as string,
    };
  }

  /** The table as it is now; later growth does not touch it. */
  build(): FunctionTable {
    return {
      name: this.#startLine.map((_, id) => this.#textOf(id, 0)),
      file: this.#startLine.map((_, id) => this.#textOf(id, 1)),
      package: this.#startLine.map((_, id) => this.#textOf(id, 2)),
      startLine: this.#startLine.slice(),
      column: this.#column.slice(),
      systemName: this.#systemName.slice(),
    };
  }
}

/** Lines beyond this count as unknown: no source is so long. */
const MAX_LINE = 2 ** 21;

/** A growing FrameTable: finds the frame of a function at a line, or adds it. Ids are given in order of appearance. */
export class FrameBuilder {
  /** Frame ids plus one by hash, at most half full; 0 is free. */
  #slots = new Int32Array(256);
  readonly #function: number[] = [];
  readonly #line: number[] = [];

  get size(): number {
    return this.#function.length;
  }

  /** The id of a frame, added where it is new (then it equals the former `size`). A line out of range becomes 0. */
  intern(functionId: number, line: number): number {
    const kept = line > 0 && line < MAX_LINE ? line : 0;
    const mask = this.#slots.length - 1;
    let slot = hash(functionId, 0, kept, 0) & mask;
    for (let id = (this.#slots[slot] as number) - 1; id !== -1; id = (this.#slots[slot] as number) - 1) {
      if (this.#function[id] === functionId && this.#line[id] === kept) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.size;
    this.#slots[slot] = id + 1;
    this.#function.push(functionId);
    this.#line.push(kept);
    if (this.size * 2 > this.#slots.length) this.#grow();
    return id;
  }

  functionOf(frame: number): number {
    return this.#function[frame] as number;
  }

  lineOf(frame: number): number {
    return this.#line[frame] as number;
  }

  /** The table as it is now; later growth does not touch it. */
  build(): FrameTable {
    return { function: Int32Array.from(this.#function), line: Int32Array.from(this.#line) };
  }

  #grow(): void {
    const mask = this.#slots.length * 2 - 1;
    const slots = new Int32Array(mask + 1);
    for (let id = 0; id < this.size; id++) {
      let slot = hash(this.functionOf(id), 0, this.lineOf(id), 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

function hash(name: number, file: number, line: number, column: number): number {
  let h = Math.imul(name, 0x9e3779b1) ^ Math.imul(file, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b) ^ Math.imul(line, 0xc2b2ae35) ^ Math.imul(column, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
