import type { VerdictWindow } from '@perf/profile/verdict/index.js';
import type { Chance } from './chance.js';
import type { Climate } from './climate.js';
import { EVERY_ROUTE, ROUTES, type Service } from './service.js';
import { chargedToCallers, type Version } from './version.js';

/** 99 Hz, a minute, 30 % of a processor. */
export const SAMPLES_PER_WINDOW = 99 * 60 * 0.3;
const WINDOW_MS = 60_000;
const REQUESTS_PER_WINDOW = 3000;
/** Functions that cost less are as random as their samples: no more noise is drawn for them. */
const LEAST_COST = 2e-4;

/** What all processes have in common for a while: the mix of routes in each window, and what functions cost then. */
export interface Period {
  readonly mix: readonly Float64Array[];
  readonly drift: Float64Array;
}

export function drawPeriod(
  chance: Chance,
  service: Service,
  climate: Climate,
  windows: number,
  drifts: boolean,
): Period {
  return {
    mix: Array.from({ length: ROUTES }, () => walk(chance, windows, climate.mix, 0.95)),
    drift: Float64Array.from({ length: service.functions }, () => (drifts ? chance.factor(climate.period) : 1)),
  };
}

/** Factors that wander around 1: a first-order autoregression of their logarithms. */
function walk(chance: Chance, length: number, deviation: number, carries: number): Float64Array {
  const fresh = Math.sqrt(1 - carries * carries);
  const factors = new Float64Array(length);
  let at = chance.normal();
  for (let window = 0; window < length; window++) {
    factors[window] = Math.exp(deviation * at);
    at = carries * at + fresh * chance.normal();
  }
  return factors;
}

export interface Run {
  readonly service: Service;
  readonly version: Version;
  readonly climate: Climate;
  readonly period: Period;
  readonly windows: number;
  readonly load: number;
  /** How many processes are drawn as one, whose noise is averaged: 1 for a process. */
  readonly processes: number;
  readonly byRoute: boolean;
  /** False where all windows may be one: what they add up to is drawn at once, which is the same. */
  readonly apart: boolean;
}

/** The windows of one process. */
export function drawProcess(chance: Chance, instance: string, run: Run): VerdictWindow[] {
  const { windows, apart } = run;
  const mix = routeFactors(chance, run);
  const expected = expectedSamples(chance, run, mix, apart);
  const requests = requestsOf(chance, run, mix);
  const spans = apart ? windows : 1;
  const drawn: VerdictWindow[] = [];
  for (let span = 0; span < spans; span++) {
    const [first, end] = apart ? [span, span + 1] : [0, windows];
    const times = { instance, fromMs: first * WINDOW_MS, untilMs: end * WINDOW_MS };
    const { node, count } = drawSamples(chance, expected, spans, span);
    const samples = count.reduce((sum, one) => sum + one, 0);
    const served = requests.map((route) => route.subarray(first, end).reduce((sum, one) => sum + one, 0));
    const cpuSeconds = samples / 99;
    if (!run.byRoute) {
      drawn.push({ ...times, node, count, cpuSeconds, requests: served.reduce((sum, one) => sum + one, 0) });
      continue;
    }
    drawn.push({ ...times, ...pickRoute(run.service, node, count, EVERY_ROUTE), cpuSeconds, requests: null });
    for (const [route, requests] of served.entries()) {
      const mine = pickRoute(run.service, node, count, route);
      drawn.push({ ...times, ...mine, cpuSeconds: null, requests, route: `/${route}` });
    }
  }
  return drawn;
}

/** By node, then window; by node alone unless windows are apart. */
function expectedSamples(chance: Chance, run: Run, mix: readonly Float64Array[], apart: boolean): Float64Array {
  const { service, climate, windows, load, processes } = run;
  const { function: functionOf, route } = service;
  const cost = costOf(chance, run);
  const few = Math.sqrt(processes);
  const own = Float64Array.from({ length: service.functions }, () => chance.factor(climate.instance / few));
  const speed = chance.factor(climate.speed / few);
  const noise = noiseOf(chance, run, cost);
  const steady = new Float64Array(windows).fill(1);
  const usual = SAMPLES_PER_WINDOW * load * processes * speed;
  const expected = new Float64Array(cost.length * (apart ? windows : 1));
  for (let node = 1; node < cost.length; node++) {
    const id = functionOf[node] as number;
    const scale = usual * (cost[node] as number) * (own[id] as number) * (run.period.drift[id] as number);
    const factors = noise[id] ?? steady;
    const mine = route[node] === EVERY_ROUTE ? steady : (mix[route[node] as number] as Float64Array);
    let sum = 0;
    for (let window = 0; window < windows; window++) {
      const factor = (factors[window] as number) * (mine[window] as number);
      if (apart) expected[node * windows + window] = scale * factor;
      else sum += factor;
    }
    if (!apart) expected[node] = scale * sum;
  }
  return expected;
}

/** What nodes cost in this process: V8 may have inlined here what it did not there. */
function costOf(chance: Chance, { service, version }: Run): Float64Array {
  let cost = version.cost;
  for (const { function: id, processes } of version.inlined) {
    if (chance.uniform() < processes) cost = chargedToCallers(service, cost, id, 0.2);
  }
  return cost;
}

/** By route and window: its requests, as a multiple of the usual ones. */
function routeFactors(chance: Chance, { service, version, climate, period, windows, processes }: Run): Float64Array[] {
  const own = period.mix.map((shared, route) => {
    const factor = chance.factor(climate.ownMix / Math.sqrt(processes)) * (version.mix?.[route] ?? 1);
    return shared.map((one) => one * factor);
  });
  for (let window = 0; window < windows; window++) {
    const all = own.reduce((sum, one, route) => sum + (one[window] as number) * (service.mix[route] as number), 0);
    for (const one of own) one[window] = (one[window] as number) / all;
  }
  return own;
}

/** By function: its factors by window, undefined where they would not be seen. */
function noiseOf(chance: Chance, run: Run, cost: Float64Array): (Float64Array | undefined)[] {
  const { service, climate, windows, processes } = run;
  const costs = new Float64Array(service.functions);
  for (let node = 1; node < cost.length; node++) {
    const id = service.function[node] as number;
    costs[id] = (costs[id] as number) + (cost[node] as number);
  }
  const factors: (Float64Array | undefined)[] = Array.from(costs, (one) =>
    one < LEAST_COST ? undefined : walk(chance, windows, climate.window / Math.sqrt(processes), climate.carries),
  );
  for (const id of service.bursty) {
    const mine = factors[id];
    if (mine === undefined) continue;
    for (let window = 0; window < windows; window++) {
      const bursts = chance.poisson(climate.bursts * processes);
      mine[window] = (mine[window] as number) * (1 + (bursts / processes) * (climate.burst - 1));
    }
  }
  return factors;
}

/** By route: its requests on average over a period, as a multiple of the usual ones. */
export function meanMix(service: Service, { mix }: Period): number[] {
  const windows = mix[0]?.length ?? 0;
  const means = new Array<number>(ROUTES).fill(0);
  for (let window = 0; window < windows; window++) {
    const all = mix.reduce((sum, one, route) => sum + (one[window] as number) * (service.mix[route] as number), 0);
    for (const [route, one] of mix.entries())
      means[route] = (means[route] as number) + (one[window] as number) / all / windows;
  }
  return means;
}

function requestsOf(chance: Chance, run: Run, mix: readonly Float64Array[]): Float64Array[] {
  return mix.map((factors, route) =>
    factors.map((factor) =>
      chance.poisson(REQUESTS_PER_WINDOW * run.load * run.processes * factor * (run.service.mix[route] as number)),
    ),
  );
}

/** Of expectations by node, then span. */
function drawSamples(chance: Chance, expected: Float64Array, spans: number, span: number) {
  const nodes: number[] = [];
  const counts: number[] = [];
  for (let at = span, node = 0; at < expected.length; at += spans, node++) {
    const count = chance.poisson(expected[at] as number);
    if (count === 0) continue;
    nodes.push(node);
    counts.push(count);
  }
  return { node: Int32Array.from(nodes), count: Float64Array.from(counts) };
}

function pickRoute({ route: routeOf }: Service, node: Int32Array, count: Float64Array, route: number) {
  const rows = [...node.keys()].filter((row) => routeOf[node[row] as number] === route);
  return {
    node: Int32Array.from(rows, (row) => node[row] as number),
    count: Float64Array.from(rows, (row) => count[row] as number),
  };
}
