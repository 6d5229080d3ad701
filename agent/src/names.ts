/** Where a function begins: V8's name for it ('' when anonymous), its script, 1-based line and column (0 unknown). */
export interface Place {
  name: string;
  file: string;
  line: number;
  column: number;
}

/** Turns the places V8 knows functions by into those of their source. */
export interface Names {
  /**
   * Reads what is needed to name functions of these files, hottest first, within time and memory bounds; never rejects.
   */
  prepare(samplesByFile: ReadonlyMap<string, number>): Promise<void>;
  /** Where a function is in its source: `raw` itself where nothing better is known. Synchronous, no I/O. */
  of(raw: Place): Place;
}

export interface NamesOptions {
  /** Whether source maps are read. */
  sourceMaps: boolean;
}

/** Names as V8 has them. */
export function createNames(_options: NamesOptions): Names {
  return { prepare: () => Promise.resolve(), of: (raw) => raw };
}
