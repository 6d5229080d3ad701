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
  readonly #ids = new Map<string, number>();
  readonly #name: string[] = [];
  readonly #file: string[] = [];
  readonly #package: string[] = [];
  readonly #startLine: number[] = [];
  readonly #column: number[] = [];
  readonly #systemName: string[] = [];

  get size(): number {
    return this.#name.length;
  }

  /**
   * The id of a function, added where it is new (then it equals the former `size`).
   * `systemName` is kept from the first call that names the function.
   */
  intern(name: string, file: string, pkg: string, startLine: number, column: number, systemName: string): number {
    const key = `${startLine},${column},${name.length},${file.length},${name}${file}${pkg}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#name.length;
    this.#ids.set(key, id);
    this.#name.push(name);
    this.#file.push(file);
    this.#package.push(pkg);
    this.#startLine.push(startLine);
    this.#column.push(column);
    this.#systemName.push(systemName === name ? '' : systemName);
    return id;
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
      name: this.#name[id] as string,
      file: this.#file[id] as string,
      package: this.#package[id] as string,
      startLine: this.#startLine[id] as number,
      column: this.#column[id] as number,
      systemName: this.#systemName[id] as string,
    };
  }

  /** The table as it is now; later growth does not touch it. */
  build(): FunctionTable {
    return {
      name: this.#name.slice(),
      file: this.#file.slice(),
      package: this.#package.slice(),
      startLine: this.#startLine.slice(),
      column: this.#column.slice(),
      systemName: this.#systemName.slice(),
    };
  }
}

/** Lines beyond this count as unknown: 2^21, so that (function, line) fits one exact number. */
const MAX_LINE = 2 ** 21;

/** A growing FrameTable: finds the frame of a function at a line, or adds it. Ids are given in order of appearance. */
export class FrameBuilder {
  readonly #ids = new Map<number, number>();
  readonly #function: number[] = [];
  readonly #line: number[] = [];

  get size(): number {
    return this.#function.length;
  }

  /** The id of a frame, added where it is new (then it equals the former `size`). A line out of range becomes 0. */
  intern(functionId: number, line: number): number {
    const kept = line > 0 && line < MAX_LINE ? line : 0;
    const key = functionId * MAX_LINE + kept;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#function.length;
    this.#ids.set(key, id);
    this.#function.push(functionId);
    this.#line.push(kept);
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
}
