import { normaliseName, normalisePath } from './normalise.js';
import type { FunctionBuilder } from './tables.js';

/** A normalised name, as the number of its text. */
export interface NameNumbers {
  readonly text: number;
  readonly startLine: number;
  readonly column: number;
}

/** A normalised path, as the numbers of its texts. */
export interface PathNumbers {
  readonly file: number;
  readonly package: number;
}

/** Texts that are remembered at a time, of names and of paths. */
const MOST_TEXTS = 50_000;

/**
 * What names and paths are once they are normalised, in the numbers of one FunctionBuilder. Profiles of a service write the
 * same ones again and again: each is normalised once, as long as there are not too many.
 */
export class KnownTexts {
  #names = new Map<string, NameNumbers>();
  #paths = new Map<string, PathNumbers>();
  #root: string | null = '';

  constructor(readonly functions: FunctionBuilder) {}

  name(raw: string, normalise: boolean): NameNumbers {
    if (!normalise) return { text: this.functions.text(raw), startLine: 0, column: 0 };
    let known = this.#names.get(raw);
    if (known === undefined) {
      const { name, startLine, column } = normaliseName(raw);
      known = { text: this.functions.text(name), startLine, column };
      if (this.#names.size >= MOST_TEXTS) this.#names = new Map();
      this.#names.set(raw, known);
    }
    return known;
  }

  /** @param root what paths are relative to; null where they are left as they are. */
  path(raw: string, root: string | null): PathNumbers {
    if (root !== this.#root) {
      this.#root = root;
      this.#paths = new Map();
    }
    let known = this.#paths.get(raw);
    if (known === undefined) {
      const path = root === null ? { file: raw, package: '' } : normalisePath(raw, root);
      known = { file: this.functions.text(path.file), package: this.functions.text(path.package) };
      if (this.#paths.size >= MOST_TEXTS) this.#paths = new Map();
      this.#paths.set(raw, known);
    }
    return known;
  }
}
