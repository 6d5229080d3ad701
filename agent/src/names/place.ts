/** Where a function begins: V8's name for it ('' when anonymous), its script, 1-based line and column (0 unknown). */
export interface Place {
  name: string;
  file: string;
  line: number;
  column: number;
}
