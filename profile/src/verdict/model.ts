import type { Clusters } from './clusters.js';
import { factsOf, type Ruler, rowFacts, rulerOf, type Sides } from './contrast.js';
import { type FeatureTable, featureTable, rowSums } from './features.js';
import { referenceFrame } from './frame.js';
import type { JoinedStacks } from './join.js';
import { type Change, changeOf, learnNoise, type Noise } from './noise.js';
import { upperTail } from './special.js';
import type { Denominator } from './types.js';

/** Two sets of clusters that are compared with one another. */
export interface Contrast {
  readonly base: Clusters;
  readonly comparison: Clusters;
}

/** 1: it grew; -1: it shrank. */
export type Direction = 1 | -1;

/** A change in one direction, tested. */
export interface Tested {
  readonly change: Change;
  readonly t: number;
  readonly p: number;
  /** The change as a share of the base's CPU, and its standard error. */
  readonly delta: number;
  readonly se: number;
}

/** Nodes: their paths with all they call, or their own samples, added up less others. */
export interface Sum {
  readonly paths?: readonly number[];
  readonly own?: readonly number[];
  readonly lessPaths?: readonly number[];
  readonly lessOwn?: readonly number[];
}

/** Fewer samples than these, of both sides, are not tested. */
const LEAST_SAMPLES = 20;
/** Where t is below this, p is above any q, and is not computed. */
const LEAST_T = 0.5;

interface Fitted {
  readonly sides: Sides;
  readonly noise: Noise;
  /** By row, of those that are tested. */
  readonly changes: ReadonlyMap<number, Change>;
  /** From a unit of the base's denominator to a share of all its samples. */
  readonly share: number;
}

/**
 * The features of one comparison with the noise around them. Where several contrasts are made (instances, periods), what
 * changed has changed in each of them: the one that says so least counts.
 */
export class Model {
  readonly stacks: JoinedStacks;
  /** The rows that are tested. */
  readonly rows: Int32Array;
  readonly functions: number;
  readonly fitted: readonly Fitted[];
  readonly #contrasts: readonly Contrast[];
  readonly #denominator: Denominator;
  readonly #baseSamples: readonly number[];

  constructor(
    stacks: JoinedStacks,
    contrasts: readonly Contrast[],
    denominator: Denominator,
    baseSamples: readonly number[] = contrasts.map(({ base }) => total(base.samples)),
  ) {
    this.stacks = stacks;
    this.functions = stacks.functions.length;
    this.#contrasts = contrasts;
    this.#denominator = denominator;
    this.#baseSamples = baseSamples;
    const tables = contrasts.map(({ base, comparison }) => ({
      base: featureTable(stacks, base),
      comparison: featureTable(stacks, comparison),
    }));
    const first = tables[0] as { base: FeatureTable; comparison: FeatureTable };
    this.rows = testedRows(first.base, first.comparison, this.functions);
    this.fitted = contrasts.map((contrast, at) => {
      const { base, comparison } = tables[at] as { base: FeatureTable; comparison: FeatureTable };
      const { before, after } = denominatorsOf(contrast, denominator, base, comparison);
      const baseRuler = rulerOf(before);
      const sides = { base, comparison, baseRuler, comparisonRuler: rulerOf(after) };
      const facts = Array.from(this.rows, (row) => rowFacts(sides, row));
      const noise = learnNoise(facts, sides);
      const changes = new Map(facts.map((one, index) => [this.rows[index] as number, changeOf(one, noise)]));
      return { sides, noise, changes, share: baseRuler.sum / (baseSamples[at] as number) };
    });
  }

  /** Whether a row that is tested changed in this direction by more than `least`, a share of the base's CPU. */
  test(row: number, direction: Direction, least = 0): Tested {
    return this.#binding(direction, least, ({ changes }) => changes.get(row) as Change);
  }

  /** The same for a sum of paths with all they call and of nodes' own samples. */
  testSum(sum: Sum, direction: Direction, least = 0): Tested {
    return this.#binding(direction, least, ({ sides, noise }) => {
      const { base, comparison, baseRuler, comparisonRuler } = sides;
      const [a, b] = [valuesOf(base, sum), valuesOf(comparison, sum)];
      return changeOf(factsOf(a, 0, baseRuler, b, 0, comparisonRuler), noise);
    });
  }

  /** By how much a node changed, of the base's CPU: with all it calls, or by its own samples. */
  rawChange(node: number, of: 'path' | 'own'): number {
    const { sides, share } = this.fitted[0] as Fitted;
    const rate = ({ value, self, clusters, functions }: FeatureTable, { sum }: Ruler) => {
      let samples = 0;
      const from = of === 'path' ? (functions + node) * clusters : node * clusters;
      const values = of === 'path' ? value : self;
      for (let at = from; at < from + clusters; at++) samples += values[at] as number;
      return samples / sum;
    };
    return (rate(sides.comparison, sides.comparisonRuler) - rate(sides.base, sides.baseRuler)) * share;
  }

  #binding(direction: Direction, least: number, changeIn: (fitted: Fitted) => Change): Tested {
    let binding: Tested | null = null;
    for (const fitted of this.fitted) {
      const change = changeIn(fitted);
      const t = (direction * change.delta - least / fitted.share) / change.se;
      const p = t < LEAST_T ? 1 : upperTail(t, change.df);
      if (binding === null || p > binding.p) {
        binding = { change, t, p, delta: change.delta * fitted.share, se: change.se * fitted.share };
      }
    }
    return binding as Tested;
  }

  /** The same without the samples that have one of these nodes as leaf. */
  without(nodes: readonly number[]): Model {
    const less = (side: Clusters): Clusters => {
      const self = side.self.slice();
      const samples = side.samples.slice();
      for (const node of nodes) {
        for (let cluster = 0; cluster < side.count; cluster++) {
          const at = node * side.count + cluster;
          samples[cluster] = (samples[cluster] as number) - (self[at] as number);
          self[at] = 0;
        }
      }
      return { ...side, self, samples };
    };
    const contrasts = this.#contrasts.map(({ base, comparison }) => ({
      base: less(base),
      comparison: less(comparison),
    }));
    return new Model(this.stacks, contrasts, this.#denominator, this.#baseSamples);
  }
}

function denominatorsOf(
  contrast: Contrast,
  denominator: Denominator,
  base: FeatureTable,
  comparison: FeatureTable,
): { before: Float64Array; after: Float64Array } {
  const [before, after] = [contrast.base[denominator], contrast.comparison[denominator]];
  if (denominator !== 'samples') return { before, after };
  const frame = referenceFrame(base, comparison, before, after);
  return { before: frame.base, after: frame.comparison };
}

/** Rows with enough samples, but for the root: it has all of them on both sides. */
function testedRows(base: FeatureTable, comparison: FeatureTable, functions: number): Int32Array {
  const [a, b] = [rowSums(base), rowSums(comparison)];
  const rows: number[] = [];
  for (let row = 0; row < base.rows; row++) {
    if ((a[row] as number) + (b[row] as number) >= LEAST_SAMPLES && row !== functions) rows.push(row);
  }
  return Int32Array.from(rows);
}

function valuesOf({ value, self, clusters, functions }: FeatureTable, sum: Sum): Float64Array {
  const values = new Float64Array(clusters);
  const add = (from: Float64Array, row: number, sign: number) => {
    for (let cluster = 0; cluster < clusters; cluster++) {
      values[cluster] = (values[cluster] as number) + sign * (from[row * clusters + cluster] as number);
    }
  };
  for (const node of sum.paths ?? []) add(value, functions + node, 1);
  for (const node of sum.own ?? []) add(self, node, 1);
  for (const node of sum.lessPaths ?? []) add(value, functions + node, -1);
  for (const node of sum.lessOwn ?? []) add(self, node, -1);
  /** Differences of weighted counts end a little below zero. */
  return values.map((one) => Math.max(0, one));
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
