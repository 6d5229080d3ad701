import type { Chance } from './chance.js';
import { CALM, type Climate, ROUGH } from './climate.js';
import type { PairPlan } from './pair.js';
import { functionOfShare, ROUTES, type Service } from './service.js';
import { callsMany, sameVersion, shifted, slower, split, type Version } from './version.js';

export interface Change {
  readonly before: Version;
  readonly after: Version;
  /** The function that got slower, null where none did. */
  readonly slower: number | null;
}

/** One kind of comparison, drawn many times. */
export interface Case {
  readonly name: string;
  readonly plan: PairPlan;
  /** `detectable` is what the pair's comparison would say of two versions that are the same. */
  change(service: Service, chance: Chance, detectable: () => number): Change;
}

const nothing = (service: Service): Change => ({
  before: sameVersion(service),
  after: sameVersion(service),
  slower: null,
});

/** A function of 1 % that costs more. */
function oneSlower(service: Service, delta: number): Change {
  const id = functionOfShare(service, 0.01);
  return { before: sameVersion(service), after: slower(service, id, delta), slower: id };
}

const canary = (climate: Climate, instances: number, load = 1.3): PairPlan => ({
  climate,
  instances,
  windows: 30,
  load,
  design: 'canary',
});

const SIZES = [2, 3, 8, 20];
const LOADS = [1, 1.3, 2];
const DESIGNS = ['canary', 'beforeAfter'] as const;

export const sameCases: Case[] = DESIGNS.flatMap((design) =>
  SIZES.flatMap((instances) =>
    LOADS.map((load) => ({
      name: `A/A, ${design === 'canary' ? 'canary' : 'before/after'}, ${instances} a side, ${load}x load`,
      plan: { ...canary(ROUGH, instances, load), design },
      change: nothing,
    })),
  ),
);

const byOther = (denominator: 'requests' | 'seconds', instances: number, load: number): Case => ({
  name: `A/A, by ${denominator}, ${instances} a side, ${load}x load`,
  plan: { ...canary(ROUGH, instances, load), denominator },
  change: nothing,
});

/** Samples are also counted by request, and, where the load is the same, by second. */
export const otherDenominators: Case[] = SIZES.flatMap((instances) => [
  byOther('requests', instances, 1.3),
  byOther('seconds', instances, 1),
]);

const single = (name: string, epochs: number): Case => ({
  name: `A/A, one process a side, ${name}`,
  plan: { ...canary(ROUGH, 1), design: 'single', epochs },
  change: nothing,
});

/** A process of each version, of which windows are compared. */
export const singleWithRuns = single('7 earlier runs', 7);
export const singleAlone = single('no earlier runs', 0);

const percent = (share: number) => `${100 * share} %`;
const power = (climate: Climate, name: string, instances: number, delta: number): Case => ({
  name: `${percent(delta)} slower, ${name}, ${instances} a side`,
  plan: canary(climate, instances),
  change: (service) => oneSlower(service, delta),
});

export const powerCases = {
  rough8: [0.002, 0.005, 0.01, 0.05].map((delta) => power(ROUGH, 'ROUGH', 8, delta)),
  rough3: [0.005, 0.01].map((delta) => power(ROUGH, 'ROUGH', 3, delta)),
  calm3: [0.002, 0.005, 0.01].map((delta) => power(CALM, 'CALM', 3, delta)),
};

/** Changes of the size that is said to be found four times in five. */
export const detectableCases: Case[] = [
  { name: 'ROUGH, 8 a side', plan: canary(ROUGH, 8) },
  { name: 'ROUGH, 3 a side', plan: canary(ROUGH, 3) },
  { name: 'CALM, 3 a side', plan: canary(CALM, 3) },
].map(({ name, plan }) => ({
  name: `slower by what is called detectable, ${name}`,
  plan,
  change: (service, _, detectable) => oneSlower(service, detectable()),
}));

/** Everything that is no regression and looks like one. */
export const silentCases: Case[] = [
  {
    name: 'cost shift: a function of 2 % leaves half of its work to its callers',
    plan: canary(ROUGH, 8),
    change: (service) => ({
      before: sameVersion(service),
      after: shifted(service, functionOfShare(service, 0.02), 0.5),
      slower: null,
    }),
  },
  {
    name: 'cost shift: a function of 2 % took half of its work over from its callers',
    plan: canary(ROUGH, 8),
    change: (service) => ({
      before: shifted(service, functionOfShare(service, 0.02), 0.5),
      after: sameVersion(service),
      slower: null,
    }),
  },
  {
    name: 'split: a function of 2 % leaves three quarters of its work to three that it calls',
    plan: canary(ROUGH, 8),
    change: (service) => {
      const few = Array.from({ length: service.functions }, (_, id) => id).filter((id) => !callsMany(service, id, 3));
      const after = split(service, functionOfShare(service, 0.02, few), 0.75, 3);
      return { before: sameVersion(service), after, slower: null };
    },
  },
  {
    name: 'rename: functions of 2 %, 1 % and 0.5 % are called otherwise',
    plan: canary(ROUGH, 8),
    change: (service) => {
      const renamed = [0.02, 0.01, 0.005].map((share) => functionOfShare(service, share));
      const after = { ...sameVersion(service), renamed: new Map(renamed.map((id) => [id, `renamed${id}`])) };
      return { before: sameVersion(service), after, slower: null };
    },
  },
  {
    name: 'inlining: V8 does it in half of the processes, of both versions',
    plan: canary(ROUGH, 8),
    change: (service) => {
      const version = { ...sameVersion(service), inlined: flipped(service, 0.5) };
      return { before: version, after: version, slower: null };
    },
  },
  {
    name: 'inlining: V8 does it in half of the processes, of both versions, 3 a side',
    plan: canary(ROUGH, 3),
    change: (service) => {
      const version = { ...sameVersion(service), inlined: flipped(service, 0.5) };
      return { before: version, after: version, slower: null };
    },
  },
  {
    name: 'inlining: V8 does it in all processes of the new version only',
    plan: canary(ROUGH, 8),
    change: (service) => ({
      before: sameVersion(service),
      after: { ...sameVersion(service), inlined: flipped(service, 1) },
      slower: null,
    }),
  },
  {
    name: 'improvement: a function of 6 % costs 4 % less',
    plan: canary(ROUGH, 8),
    change: (service) => ({
      before: sameVersion(service),
      after: slower(service, functionOfShare(service, 0.06), -0.04),
      slower: null,
    }),
  },
  {
    name: 'another mix of routes, where requests of routes are counted',
    plan: { ...canary(ROUGH, 8), byRoute: true },
    change: (service, chance) => {
      const mix = Array.from({ length: ROUTES }, () => chance.factor(0.4));
      return { before: sameVersion(service), after: { ...sameVersion(service), mix }, slower: null };
    },
  },
];

/** Not of bursty functions: whether one of those lost a fifth of its time, nobody can tell. */
function flipped(service: Service, processes: number) {
  return [0.04, 0.02].map((share) => ({ function: functionOfShare(service, share, service.bursty), processes }));
}

export const allCases: Case[] = [
  ...sameCases,
  ...otherDenominators,
  singleWithRuns,
  singleAlone,
  ...Object.values(powerCases).flat(),
  ...detectableCases,
  ...silentCases,
];
