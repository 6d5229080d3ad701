import type { Stacks } from '@perf/profile';
import type { CompareOptions, Denominator, Design, Finding, VerdictSide } from '@perf/profile/verdict/index.js';
import { Chance } from './chance.js';
import type { Climate } from './climate.js';
import { drawPeriod, drawProcess, meanMix, type Period, type Run } from './process.js';
import { EVERY_ROUTE, type Service } from './service.js';
import type { Version } from './version.js';

/** Two deploys to compare, drawn. */
export interface PairPlan {
  readonly climate: Climate;
  readonly instances: number;
  readonly windows: number;
  /** Of the comparison, as a multiple of the base's. */
  readonly load: number;
  readonly design: Design;
  /** Earlier periods, or runs, that are known; 7 unless told, none of a canary. */
  readonly epochs?: number;
  readonly denominator?: Denominator;
  readonly byRoute?: boolean;
  /** Whether each window is drawn, and warm-up looked for. */
  readonly apart?: boolean;
}

export interface Pair {
  readonly base: VerdictSide;
  readonly comparison: VerdictSide;
  readonly options: CompareOptions;
  /** By how much the comparison's CPU truly differs where a finding says so, of the base's, at the mix of routes that there was. */
  truth(finding: Finding): number;
}

const EPOCHS = 7;

export function drawPair(seed: number, service: Service, before: Version, after: Version, plan: PairPlan): Pair {
  const { climate, instances, windows, load, design, denominator = 'samples', byRoute = false, apart = false } = plan;
  const chance = new Chance(seed, 23);
  const stacks = stacksOf(service, before);
  const drifts = design !== 'canary';
  const nextPeriod = () => drawPeriod(chance, service, climate, windows, drifts);
  const usual = { service, climate, windows, byRoute, apart: apart || design === 'single', processes: 1 };
  const side = (of: Stacks, name: string, count: number, run: Run): VerdictSide => ({
    stacks: of,
    windows: Array.from({ length: count }, (_, at) => drawProcess(chance, `${name}-${at}`, run)).flat(),
  });
  const period = nextPeriod();
  const base = side(stacks, 'base', instances, { ...usual, version: before, period, load: 1 });
  const later = drifts ? nextPeriod() : period;
  const changed = after.renamed.size === 0 && before.renamed.size === 0 ? stacks : stacksOf(service, after);
  const comparison = side(changed, 'new', instances, { ...usual, version: after, period: later, load });
  /** An earlier period is summed anyway: its processes are drawn as one. */
  const all = { ...usual, apart: false, version: before, load: 1, processes: instances };
  const epochs = Array.from({ length: drifts ? (plan.epochs ?? EPOCHS) : 0 }, () =>
    side(stacks, 'all', 1, { ...all, period: nextPeriod() }),
  );
  const truth = (finding: Finding) => trueDelta(service, before, after, climate, period, nodesOf(service, finding));
  return { base, comparison, truth, options: { design, epochs, denominator, ...(apart ? {} : { warmUp: false }) } };
}

export function stacksOf({ functions, parent, function: functionOf }: Service, { renamed }: Version): Stacks {
  const ids = Array.from({ length: functions }, (_, id) => id);
  return {
    functions: {
      name: ids.map((id) => renamed.get(id) ?? nameOf(id)),
      file: ids.map((id) => `lib/module-${id % 90}.js`),
      package: ids.map((id) => (id % 3 === 0 ? '' : `package-${id % 40}`)),
      startLine: ids.map((id) => id),
      column: ids.map(() => 1),
      systemName: ids.map(() => ''),
    },
    frames: { function: Int32Array.from(ids), line: new Int32Array(functions) },
    table: { parent, frame: functionOf },
  };
}

export function nameOf(id: number): string {
  return `function${id}`;
}

/** What a finding is about: a function wherever it is called, or a path with all it calls. */
function nodesOf({ parent, function: functionOf }: Service, { kind, baseNode }: Finding): Set<number> {
  const nodes = new Set<number>([baseNode]);
  for (const [node, id] of functionOf.entries()) {
    if (kind === 'self' ? id === functionOf[baseNode] : nodes.has(parent[node] as number)) nodes.add(node);
  }
  return nodes;
}

/** What two versions differ by on average at these nodes, over all that the first costs. */
function trueDelta(
  service: Service,
  before: Version,
  after: Version,
  climate: Climate,
  period: Period,
  nodes: ReadonlySet<number>,
): number {
  const mix = meanMix(service, period);
  const bursty = new Set(service.bursty);
  let all = 0;
  let change = 0;
  for (const [node, id] of service.function.entries()) {
    const route = service.route[node] as number;
    const bursts = bursty.has(id) ? 1 + climate.bursts * (climate.burst - 1) : 1;
    const factor = bursts * (route === EVERY_ROUTE ? 1 : (mix[route] as number));
    all += factor * (before.cost[node] as number);
    if (nodes.has(node)) change += factor * ((after.cost[node] as number) - (before.cost[node] as number));
  }
  return change / all;
}
