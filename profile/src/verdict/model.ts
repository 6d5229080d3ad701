import type { Clusters } from './clusters.js';
import { factsOf, type RowFacts, type Ruler, rowFacts, rulerOf, type Sides } from './contrast.js';
import { type FeatureTable, featureTable, type Parts, rowSums, withoutParts } from './features.js';
import { referenceFrame } from './frame.js';
import type { JoinedStacks } from './join.js';
import { type Change, changeOf, type Kind, learnNoise, type Noise } from './noise.js';
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
  /** What the base and the comparison themselves have of it, whichever contrast says so least. */
  readonly first: { readonly facts: RowFacts; readonly share: number };
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

/** The model of everything that was sampled. */
export function modelOf(stacks: JoinedStacks, contrasts: readonly Contrast[], denominator: Denominator): Model {
  const tables = contrasts.map(({ base, comparison }) => ({
    base: featureTable(stacks, base),
    comparison: featureTable(stacks, comparison),
  }));
  const rows = testedRows(tables[0] as Tables, stacks.functions.length);
  const fitted = tables.map((one, at) => {
    const { base, comparison } = contrasts[at] as Contrast;
    const rulers =
      denominator === 'samples'
        ? referenceFrame(one.base, one.comparison)
        : { base: base[denominator], comparison: comparison[denominator] };
    const sides = { ...one, baseRuler: rulerOf(rulers.base), comparisonRuler: rulerOf(rulers.comparison) };
    return fit(sides, rows, sides.baseRuler.sum / total(base.samples));
  });
  return new Model(stacks, rows, fitted);
}

/** The features of both sides of a contrast. */
type Tables = Pick<Sides, 'base' | 'comparison'>;

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

  constructor(stacks: JoinedStacks, rows: Int32Array, fitted: readonly Fitted[]) {
    this.stacks = stacks;
    this.functions = stacks.functions.length;
    this.rows = rows;
    this.fitted = fitted;
  }

  isTested(row: number): boolean {
    return this.fitted[0]?.changes[row] !== undefined;
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
      const kind = sum.paths === undefined || sum.paths.length === 0 ? 'own' : 'path';
      return changeOf(factsOf(a, 0, baseRuler, b, 0, comparisonRuler), kind, noise);
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
      const first: Tested['first'] = binding?.first ?? { facts: change.facts, share: fitted.share };
      const t = change.se === 0 ? 0 : (direction * change.delta - least / fitted.share) / change.se;
      const p = t < LEAST_T ? 1 : upperTail(t, change.df);
      if (binding === null || p > binding.p) {
        binding = { change, t, p, delta: change.delta * fitted.share, se: change.se * fitted.share, fitted, first };
      }
    }
    return binding as Tested;
  }

  /**
   * The same without these parts of the base and of the comparison, which are of the same nodes. Scale and noise are as
   * they were: they are learnt from all that did not change.
   */
  without(parts: { readonly base: Parts; readonly comparison: Parts }): Model {
    const touched = touchedRows(this.stacks, parts.base.keys());
    const fitted = this.fitted.map((one) => {
      const base = withoutParts(one.sides.base, this.stacks, parts.base);
      const comparison = withoutParts(one.sides.comparison, this.stacks, parts.comparison);
      const sides = { ...one.sides, base, comparison };
      const changes = one.changes.slice();
      for (const row of touched) {
        if (changes[row] !== undefined) changes[row] = changeOf(rowFacts(sides, row), kindOf(sides, row), one.noise);
      }
      return { ...one, sides, changes };
    });
    const { changes } = fitted[0] as Fitted;
    const rows = this.rows.filter((row) => {
      const { a, b } = (changes[row] as Change).facts;
      return a + b >= LEAST_SAMPLES;
    });
    return new Model(this.stacks, rows, fitted);
  }
}

function fit(sides: Sides, rows: Int32Array, share: number): Fitted {
  const facts = Array.from(rows, (row) => rowFacts(sides, row));
  const firstPath = rows.findIndex((row) => row >= sides.base.functions);
  const noise = learnNoise(facts, firstPath === -1 ? rows.length : firstPath, sides);
  const changes = new Array<Change | undefined>(sides.base.rows).fill(undefined);
  for (const [index, one] of facts.entries()) {
    const row = rows[index] as number;
    changes[row] = changeOf(one, kindOf(sides, row), noise);
  }
  return { sides, noise, changes, share };
}

function kindOf({ base }: Tables, row: number): Kind {
  return row < base.functions ? 'own' : 'path';
}

/** Rows with enough samples, but for the root: it has all of them on both sides. */
function testedRows({ base, comparison }: Tables, functions: number): Int32Array {
  const [a, b] = [rowSums(base), rowSums(comparison)];
  const rows: number[] = [];
  for (let row = 0; row < base.rows; row++) {
    if ((a[row] as number) + (b[row] as number) >= LEAST_SAMPLES && row !== functions) rows.push(row);
  }
  return Int32Array.from(rows);
}

/** Rows that count samples of these nodes. */
function touchedRows({ parent, function: functionOf, functions }: JoinedStacks, nodes: Iterable<number>): Set<number> {
  const rows = new Set<number>();
  for (const node of nodes) {
    rows.add(functionOf[node] as number);
    for (let at = node; at >= 0; at = parent[at] as number) rows.add(functions.length + at);
  }
  return rows;
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
