import {
  type Case,
  detectableCases,
  otherDenominators,
  powerCases,
  sameCases,
  silentCases,
  singleAlone,
  singleWithRuns,
} from './cases.js';
import type { Tally } from './trial.js';

/** One promise: a share of trials, and its limits. */
export interface Line {
  readonly name: string;
  readonly case: Case;
  readonly count: (tally: Tally) => number;
  readonly of: (tally: Tally) => number;
  readonly least: number;
  readonly most: number;
}

const pairs = ({ pairs: all }: Tally) => all;
const alerts = ({ alerts: some }: Tally) => some;
const found = ({ found: some }: Tally) => some;

const atMost = (one: Case, name: string, count: Line['count'], of: Line['of'], most: number): Line => {
  return { name: `${one.name}: ${name}`, case: one, count, of, least: 0, most };
};
const atLeast = (one: Case, name: string, count: Line['count'], of: Line['of'], least: number): Line => {
  return { name: `${one.name}: ${name}`, case: one, count, of, least, most: 1 };
};

const same = [...sameCases, ...otherDenominators, singleWithRuns].flatMap((one) => [
  atMost(one, 'alerts at q = 0.05', alerts, pairs, 0.06),
  atMost(one, 'alerts at q = 0.01', ({ strictAlerts }) => strictAlerts, pairs, 0.015),
]);

const advisory = [
  atLeast(singleAlone, 'alerts at q = 0.05', alerts, pairs, 0),
  atLeast(singleAlone, 'said to be advisory', ({ advisory: some }) => some, pairs, 1),
];

/** Least power by the case, in the order of cases. */
const LEAST_POWER = { rough8: [0, 0.9, 0.99, 0.99], rough3: [0, 0.85], calm3: [0, 0.95, 0.95] };

const power = (Object.keys(powerCases) as (keyof typeof powerCases)[]).flatMap((kind) =>
  powerCases[kind].map((one, at) => atLeast(one, 'found', found, pairs, LEAST_POWER[kind][at] as number)),
);

/** Four in five, or a little more: who reads "unchanged" may rely on it. */
const detectable = detectableCases.map((one) => ({ ...atLeast(one, 'found', found, pairs, 0.75), most: 0.95 }));

const where = powerCases.rough8
  .slice(2)
  .flatMap((one) => [
    atLeast(one, 'right function first', ({ first }) => first, found, 0.95),
    atLeast(one, 'right function in the first three', ({ firstThree }) => firstThree, found, 0.98),
    atMost(one, 'further findings', ({ extra }) => extra, found, 0.15),
  ]);

const intervals = [...powerCases.rough8.slice(1), ...powerCases.rough3.slice(1), ...powerCases.calm3.slice(1)].map(
  (one) => ({ ...atLeast(one, '95 % interval holds the truth', ({ covered }) => covered, found, 0.92), most: 0.97 }),
);

const silent = silentCases.map((one) => atMost(one, 'alerts', alerts, pairs, 0.07));

export const lines: Line[] = [...same, ...advisory, ...power, ...detectable, ...where, ...intervals, ...silent];
