import type { Clusters } from './clusters.js';
import { factsOf, type Ruler, rowFacts, rulerOf, type Sides } from './contrast.js';
import { type FeatureTable, featureTable, rowSums, withoutNodes } from './features.js';
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
  /** What it was tested in. */
  readonly fitted: Fitted;
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

/** One contrast with the noise in it. */
export interface Fitted {
  readonly sides: Sides;
  readonly noise: Noise;
  /** By row, of those that are tested. */
  readonly changes: readonly (Change | undefined)[];
  /** From a unit of the base's denominator to a share of all its samples. */
  readonly share: number;
}

/** A contrast's features, and its denominators where they are not samples. */
interface Tables {
  readonly base: FeatureTable;
  readonly comparison: FeatureTable;
  readonly denominators: { readonly base: Float64Array; readonly comparison: Float64Array } | null;
  /** All of the base's samples, those that were removed as well. */
  readonly baseSamples: number;
}

/** The model of everything that was sampled. */
export function modelOf(stacks: JoinedStacks, contrasts: readonly Contrast[], denominator: Denominator): Model {
  const tables = contrasts.map(({ base, comparison }) => ({
    base: featureTable(stacks, base),
    comparison: featureTable(stacks, comparison),
    denominators: denominator === 'samples' ? null : { base: base[denominator], comparison: comparison[denominator] },
    baseSamples: total(base.samples),
  }));
  return new Model(stacks, tables);
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
  readonly #tables: readonly Tables[];

  constructor(stacks: JoinedStacks, tables: readonly Tables[]) {
    this.stacks = stacks;
    this.functions = stacks.functions.length;
    this.#tables = tables;
    const { base, comparison } = tables[0] as Tables;
    this.rows = testedRows(base, comparison, this.functions);
    this.fitted = tables.map((one) => fit(one, this.rows));
  }

  /** Whether a row that is tested changed in this direction by more than `least`; null where it surely did not. */
  test(row: number, direction: Direction, least = 0): Tested | null {
    for (const { changes, share } of this.fitted) {
      const { delta, se } = changes[row] as Change;
      if (direction * delta - least / share < LEAST_T * se) return null;
    }
    return this.#binding(direction, least, ({ changes }) => changes[row] as Change);
  }

  /** Whether a sum changed: of paths with all they call and of nodes' own samples. */
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
        binding = { change, t, p, delta: change.delta * fitted.share, se: change.se * fitted.share, fitted };
      }
    }
    return binding as Tested;
  }

  /** The same without the samples that have one of these nodes as leaf. */
  without(nodes: readonly number[]): Model {
    const once = [...new Set(nodes)];
    const tables = this.#tables.map((one) => ({
      ...one,
      base: withoutNodes(one.base, this.stacks, once),
      comparison: withoutNodes(one.comparison, this.stacks, once),
    }));
    return new Model(this.stacks, tables);
  }
}

function fit({ base, comparison, denominators, baseSamples }: Tables, rows: Int32Array): Fitted {
  const rulers = denominators ?? referenceFrame(base, comparison);
  const [baseRuler, comparisonRuler] = [rulerOf(rulers.base), rulerOf(rulers.comparison)];
  const sides = { base, comparison, baseRuler, comparisonRuler };
  const facts = Array.from(rows, (row) => rowFacts(sides, row));
  const noise = learnNoise(facts, sides);
  const changes = new Array<Change | undefined>(base.rows).fill(undefined);
  for (const [index, one] of facts.entries()) changes[rows[index] as number] = changeOf(one, noise);
  return { sides, noise, changes, share: baseRuler.sum / baseSamples };
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
