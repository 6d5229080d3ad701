import { describe, expect, it } from '@jest/globals';
import {
  type BudgetState,
  type CostShares,
  FIRST_STATE,
  type Levels,
  levelsOf,
  nextLevel,
} from '../../agent/dist/budget.js';
import { fixture, Host } from './host.js';
import { type ReceivedWindow, Sink } from './sink.js';

describe('the overhead budget', () => {
  const BUDGET = 0.02;
  const CONFIGURED: Levels = { cpuHz: 99, intervalMs: 60_000, labels: true, heap: true, heapEvery: 1 };
  const SAMPLER_ALONE: CostShares = { cpu: 0, heap: 0, other: 0, sampler: 0.004 };

  /** The state after windows that cost this much each. */
  function after(state: BudgetState, windows: number, cost: CostShares): BudgetState {
    return Array.from({ length: windows }).reduce<BudgetState>((now) => nextLevel(now, cost, BUDGET), state);
  }

  /** What is done differently than configured, for a cost that nothing makes less. */
  function shedAfter(windows: number, cost: CostShares): Partial<Levels> {
    const levels = levelsOf(CONFIGURED, after(FIRST_STATE, windows, cost));
    return Object.fromEntries(
      Object.entries(levels).filter(([name, value]) => value !== CONFIGURED[name as keyof Levels]),
    );
  }

  const EVERYTHING_COSTS: CostShares = { cpu: 0.03, heap: 0.03, other: 0.03, sampler: 0.03 };

  it('sheds nothing while it is kept', () => {
    expect(shedAfter(100, SAMPLER_ALONE)).toEqual({});
    expect(shedAfter(100, { cpu: 0.006, heap: 0.006, other: 0.003, sampler: 0.004 })).toEqual({});
  });

  it('sheds nothing for one window over it', () => {
    const spike = after(FIRST_STATE, 1, EVERYTHING_COSTS);
    expect(after(after(spike, 1, SAMPLER_ALONE), 1, EVERYTHING_COSTS).shed).toEqual([]);
  });

  it('sheds heap profiles, then length of windows, then the rate, a step for three windows', () => {
    expect(shedAfter(2, EVERYTHING_COSTS)).toEqual({ heapEvery: 4 });
    expect(shedAfter(4, EVERYTHING_COSTS)).toEqual({ heapEvery: 4 });
    expect(shedAfter(5, EVERYTHING_COSTS)).toEqual({ heapEvery: 4, intervalMs: 120_000 });
    expect(shedAfter(100, EVERYTHING_COSTS)).toEqual({ heapEvery: 16, intervalMs: 240_000, heap: false, cpuHz: 13 });
  });

  it('sheds labels first, where CPU profiles are what costs', () => {
    const profilesCost: CostShares = { cpu: 0.05, heap: 0.001, other: 0.001, sampler: 0.004 };
    expect(shedAfter(2, profilesCost)).toEqual({ labels: false });
    expect(shedAfter(5, profilesCost)).toEqual({ labels: false, intervalMs: 120_000 });
  });

  it('sheds only what is worth it', () => {
    const rateCosts: CostShares = { cpu: 0.0005, heap: 0.0005, other: 0.0001, sampler: 0.04 };
    expect(shedAfter(100, rateCosts)).toEqual({ cpuHz: 13 });
    const heapCosts: CostShares = { cpu: 0.001, heap: 0.05, other: 0.0005, sampler: 0.004 };
    expect(shedAfter(100, heapCosts)).not.toHaveProperty('labels');
  });

  it('gives back what it shed, the last first, when it is cheap for a while', () => {
    const over = after(FIRST_STATE, 5, EVERYTHING_COSTS);
    // A window that settles, and five that are cheap.
    const once = after(over, 6, SAMPLER_ALONE);
    expect(levelsOf(CONFIGURED, once)).toEqual({ ...CONFIGURED, heapEvery: 4 });
    expect(levelsOf(CONFIGURED, after(once, 6, SAMPLER_ALONE))).toEqual(CONFIGURED);
  });

  it('has twice the patience each time what was given back has to be shed again', () => {
    const back = after(after(FIRST_STATE, 2, EVERYTHING_COSTS), 6, SAMPLER_ALONE);
    expect(back.shed).toHaveLength(0);
    const again = after(back, 3, EVERYTHING_COSTS);
    expect(again.shed).toHaveLength(1);
    expect(after(again, 6, SAMPLER_ALONE).shed).toHaveLength(1);
    const held = after(again, 11, SAMPLER_ALONE);
    expect(held.shed).toHaveLength(0);
    // What holds for as long makes up for it.
    const calm = after(held, 20, SAMPLER_ALONE);
    expect(after(after(calm, 2, EVERYTHING_COSTS), 6, SAMPLER_ALONE).shed).toHaveLength(0);
  });
});

it('an agent over its budget does less until it keeps it, says so once, and recovers', async () => {
  const BUDGET = 0.06;
  const sink = await Sink.open();
  const host = Host.run([fixture('spender.mjs')], {
    PERF_SERVER_URL: sink.url,
    PERF_SERVICE: 'spender',
    PERF_INTERVAL_MS: '200',
    PERF_CPU_HZ: '500',
    PERF_OVERHEAD_BUDGET: String(BUDGET),
  });
  const levels = () => sink.windows.map(({ meta }) => Number(meta.numbers.agentLevel));
  const isWithin = ({ meta }: ReceivedWindow) => Number(meta.numbers.agentShare) <= BUDGET;

  await sink.until(() => levels().some((level) => level > 0));
  expect(sink.windows.filter(({ meta }) => meta.numbers.agentLevel === 0).every(isWithin)).toBe(false);
  // It complies: two windows in a row are within the budget.
  await sink.until(({ windows }) => windows.slice(-2).every(isWithin));
  const worst = Math.max(...levels());
  host.kill('SIGUSR2');
  await sink.until(() => Number(levels().at(-1)) < Math.max(worst, ...levels()));
  host.kill('SIGKILL');
  await host.ended;
  await sink.close();

  const steps = levels().map((level, i) => Math.abs(level - (levels()[i - 1] ?? 0)));
  expect(Math.max(...steps)).toBe(1);
  expect(host.said.filter((line) => line.includes('PERF_OVERHEAD_BUDGET is 6 %'))).toHaveLength(1);
}, 120_000);
