import { type Case, powerCases, sameCases, silentCases } from './cases.js';
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
const atMost = (one: Case, name: string, count: Line['count'], most: number): Line => {
  return { name, case: one, count, of: pairs, least: 0, most };
};
const atLeast = (one: Case, name: string, count: Line['count'], of: Line['of'], least: number): Line => {
  return { name, case: one, count, of, least, most: 1 };
};

const same = sameCases.flatMap((one) => [
  atMost(one, `${one.name}: alerts at q = 0.05`, alerts, 0.06),
  atMost(one, `${one.name}: alerts at q = 0.01`, ({ strictAlerts }) => strictAlerts, 0.015),
]);

/** Least power by the case, in the order of cases. */
const LEAST_POWER = { rough8: [0, 0.9, 0.99, 0.99], rough3: [0, 0.85], calm3: [0, 0.95, 0.95] };

const power = (Object.keys(powerCases) as (keyof typeof powerCases)[]).flatMap((kind) =>
  powerCases[kind].map((one, at) => atLeast(one, `${one.name}: found`, alerts, pairs, LEAST_POWER[kind][at] as number)),
);

const where = powerCases.rough8.slice(2).flatMap((one) => [
  atLeast(one, `${one.name}: right function first`, ({ first }) => first, alerts, 0.95),
  atLeast(one, `${one.name}: right function in the first three`, ({ firstThree }) => firstThree, alerts, 0.98),
  { ...atMost(one, `${one.name}: further findings`, ({ extra }) => extra, 0.15), of: alerts },
  {
    ...atLeast(
      one,
      `${one.name}: 95 % interval holds the truth`,
      ({ covered }) => covered,
      ({ intervals }) => intervals,
      0.92,
    ),
    most: 0.97,
  },
]);

const silent = silentCases.map((one) => atMost(one, `${one.name}: alerts`, alerts, 0.07));

export const lines: Line[] = [...same, ...power, ...where, ...silent];
