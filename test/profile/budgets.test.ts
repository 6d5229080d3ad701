import { describe, expect, it } from '@jest/globals';
import type { Budget, BudgetResult, TimeRange } from '@perf/profile';
import { alertsOfBudgets } from '@perf/profile/budget/alerts.js';
import { judgeFunctionCpu } from '@perf/profile/budget/function-cpu.js';
import { type HeapPoint, judgeHeapGrowth } from '@perf/profile/budget/heap-growth.js';
import { judgeCpuPerRequest, judgeHeap } from '@perf/profile/budget/ratio.js';
import { judgeShare } from '@perf/profile/budget/share.js';
import { limitText, resultText } from '@perf/profile/budget/words.js';
import { heapVerdict } from '@perf/profile/verdict/heap.js';
import { type CompareOptions, compareDeploys } from '@perf/profile/verdict/index.js';
import { random } from '../bench/workload.js';
import { sideOf } from '../notation/verdict-text.js';

const of = { name: 'a budget', service: 'shop' };
const Q = 0.01;
const unwarmed: CompareOptions = { warmUp: false, q: Q };

/** What was found, in a line. */
function told(budget: Budget, result: BudgetResult): string {
  return `${result.status}: ${resultText(budget, result)}`;
}

describe('a budget for a share of CPU', () => {
  const share = (drawing: string, atMostPercent: number, more: object = {}) => {
    const budget = { ...of, kind: 'share', function: 'parse', of: 'self', atMostPercent, ...more } as const;
    return told(budget, judgeShare(budget, sideOf(drawing), unwarmed, Q));
  };
  const drawing = 'main;load;parse 100 104 96\nmain;render 900 896 904';

  it('is kept or broken where instances agree, and cannot be told at the limit', () => {
    expect(share(drawing, 20)).toBe('kept: 10.0 %, 5.9 to 14.1 %');
    expect(share(drawing, 5)).toBe('broken: 10.0 %, 5.9 to 14.1 %');
    expect(share(drawing, 11)).toBe(
      'undecided: 10.0 %, 5.9 to 14.1 %. The interval holds the limit: more instances, or more time, tell.',
    );
  });

  it('takes what differs between instances for what it is', () => {
    expect(share('main;parse 20 200 50\nmain;render 980 800 950', 5)).toMatch(/^undecided: 9 %, 0 to 48 %/);
  });

  it('counts own samples or all below, recursion once, of the package and file that are asked for', () => {
    const nested = 'main;parse 100 100 100\nmain;parse;read 100 100 100\nmain;parse;parse 50 50 50\nmain 750 750 750';
    expect(share(nested, 50)).toMatch(/^kept: 15\.0 %/);
    expect(share(nested, 50, { of: 'total' })).toMatch(/^kept: 25\.0 %/);
    const files = 'main;parse@a.ts 100 100 100\nmain;parse@b.ts 300 300 300\nmain 600 600 600';
    expect(share(files, 90, { file: 'b.ts' })).toMatch(/^kept: 30\.0 %/);
  });

  it('cannot be told of one instance, few samples, or a function that nobody has seen', () => {
    expect(share('main;parse 1000', 5)).toBe(
      'undecided: There is one instance; two are needed to see how much they differ.',
    );
    expect(share('main;parse 9 9', 5)).toBe('undecided: There are fewer than 500 CPU samples.');
    expect(share(drawing, 5, { function: 'pasre' })).toBe(
      'undecided: No sample has a function called pasre there: is it called so, in that package and file?',
    );
  });

  it('cannot be told where one instance does all the work', () => {
    expect(share('main;parse 600 0\nmain;render 900 0', 50)).toBe(
      'undecided: One instance does nearly all the work: what differs between processes cannot be seen.',
    );
  });

  it('is kept by a function that was there before and is gone', () => {
    const budget = { ...of, kind: 'share', function: 'old', of: 'self', atMostPercent: 5 } as const;
    expect(judgeShare(budget, sideOf(drawing), unwarmed, Q, true)).toMatchObject({ status: 'kept', value: 0, low: 0 });
  });

  it('is called broken in one of a hundred cases, where the truth is at the limit', () => {
    const next = random(11);
    const budget = { ...of, kind: 'share', function: 'parse', of: 'self', atMostPercent: 10 } as const;
    const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    let broken = 0;
    for (let run = 0; run < 400; run++) {
      const own = Array.from({ length: 4 }, () => Math.max(0, Math.round(1000 * (1 + 0.2 * normal()))));
      const drawn = `main;parse ${own.join(' ')}\nmain ${own.map((one) => 10_000 - one).join(' ')}`;
      if (judgeShare(budget, sideOf(drawn), unwarmed, Q).status === 'broken') broken++;
    }
    // 4 expected; 12 or more happen in one of a thousand such runs.
    expect(broken).toBeLessThanOrEqual(11);
    expect(broken).toBeGreaterThan(0);
  });
});

/** Functions that do not change, so that there is something to compare with. */
const STEADY = Array.from({ length: 40 }, (_, at) => {
  const jitter = (process: number) => 500 + Math.round(8 * Math.sin(7 * at + 3 * process));
  return `main;step${at} ${jitter(0)} ${jitter(1)} ${jitter(2)}`;
}).join('\n');

describe('a budget for the CPU of a function', () => {
  const cpu = (before: string, after: string, atMostPercent: number, options = unwarmed, advisory = false) => {
    const budget = { ...of, kind: 'functionCpu', function: 'parse', of: 'self', atMostPercent } as const;
    const [base, comparison] = [before, after].map((drawing) => sideOf(`${STEADY}\n${drawing}`)) as [never, never];
    const found = compareDeploys(base, comparison, options);
    return told(budget, judgeFunctionCpu(budget, { base, comparison, options, found }, advisory));
  };
  const [before, slower] = ['main;parse 1000 1020 990', 'main;parse 2000 2040 1980'];

  it('is of all CPU before, at equal work: what else changed moves nothing', () => {
    expect(cpu(before, slower, 1)).toMatch(/^broken: \+4\.\d+ %, /);
    expect(cpu(before, slower, 10)).toMatch(/^kept: \+4\.\d+ %, /);
    const other = 'main;fresh 9000 9000 9000';
    expect(cpu(before, `${before}\n${other}`, 1)).toMatch(/^kept: −?\+?0\.\d+ %, /);
  });

  it('counts all of a new function, and nothing of one that is gone', () => {
    expect(cpu('main;other 5 5 5', slower, 1)).toMatch(/^broken: \+10\.0\d %, 9\.\d+ to 10\.\d+ %/);
    expect(cpu(slower, 'main;other 5 5 5', 1)).toMatch(/^kept: −9\.\d+ %/);
    expect(cpu('main;other 5 5 5', 'main;other 5 5 5', 1)).toMatch(/^undecided: No sample has a function called parse/);
  });

  it('takes all windows of the base, also where it has fewer than the first look asks for', () => {
    const budget = { ...of, kind: 'functionCpu', function: 'parse', of: 'self', atMostPercent: 1 } as const;
    const base = sideOf(`${STEADY}\n${before}`, { windows: 4 });
    const comparison = sideOf(`${STEADY}\n${slower}`, { windows: 10 });
    const options: CompareOptions = { ...unwarmed, looks: [10, 20, 40] };
    const found = compareDeploys(base, comparison, options);
    expect(told(budget, judgeFunctionCpu(budget, { base, comparison, options, found }, false))).toMatch(
      /^broken: \+4\.\d+ %, /,
    );
  });

  it('says nothing that is not known at a rate, unless that is accepted', () => {
    const after: CompareOptions = { ...unwarmed, design: 'beforeAfter' };
    expect(cpu(before, slower, 1, after)).toMatch(/^undecided: The versions did not run at the same time/);
    expect(cpu(before, slower, 1, after, true)).toMatch(/^broken: /);
  });
});

describe('a budget for CPU per request', () => {
  const judge = (cpuSeconds: number[], atMostPercent: number) => {
    const budget = { ...of, kind: 'cpuPerRequest', atMostPercent } as const;
    const requests = [1000, 1100, 900];
    const base = sideOf(STEADY, { cpuSeconds: [10, 11.05, 8.95], requests });
    const found = compareDeploys(base, sideOf(STEADY, { cpuSeconds, requests }), unwarmed);
    return told(budget, judgeCpuPerRequest(budget, found, false));
  };

  it('is against the version before', () => {
    expect(judge([10.1, 11.15, 9.05], 3)).toMatch(/^kept: \+1\.0 %, −0\.5 to 2\.5 %/);
    expect(judge([11.1, 12.15, 9.95], 3)).toMatch(/^broken: \+1\d\.\d %/);
    expect(judge([10.3, 11.35, 9.25], 3)).toMatch(/^undecided: \+3\.0 %.*The interval holds the limit/);
  });

  it('cannot be told where requests were not counted', () => {
    const budget = { ...of, kind: 'cpuPerRequest', atMostPercent: 3 } as const;
    const found = compareDeploys(sideOf(STEADY), sideOf(STEADY), unwarmed);
    expect(told(budget, judgeCpuPerRequest(budget, found, false))).toBe(
      'undecided: CPU seconds or requests were not counted on both sides.',
    );
  });
});

describe('a budget for the heap', () => {
  it('is against the version before, by instances', () => {
    const budget = { ...of, kind: 'heap', atMostPercent: 10 } as const;
    const found = compareDeploys(sideOf(STEADY), sideOf(STEADY), unwarmed);
    const judge = (...mib: number[]) =>
      told(budget, judgeHeap(budget, found, heapVerdict([80, 81, 79], mib, { q: Q }), false));
    expect(judge(82, 81, 80)).toMatch(/^kept: \+1\.\d %, −2\.\d to 5\.\d %$/);
    expect(judge(120, 121, 119)).toMatch(/^broken: \+50\.0 %/);
    expect(judge(90)).toBe(
      'undecided: Two versions are needed of which two warm instances each had their heap measured.',
    );
  });
});

describe('a budget for the growth of the heap', () => {
  const MIB = 1_048_576;
  const next = random(5);
  /** Heaps by ten minutes over hours, each drawn as MiB at an hour. */
  const heaps = (hours: number, ...each: ((hour: number) => number)[]) =>
    each.map((mib, at) => ({
      instance: `i${at}`,
      points: Array.from({ length: hours * 6 }, (_, step): HeapPoint => {
        const noise = 2 * (next() + next() - 1);
        return { atMs: step * 600_000, liveBytes: (mib(step / 6) + noise) * MIB, requestsPerSecond: null };
      }),
    }));
  const judge = (series: ReturnType<typeof heaps>, atMostMiBPerHour = 1) => {
    const budget = { ...of, kind: 'heapGrowth', atMostMiBPerHour } as const;
    return told(budget, judgeHeapGrowth(budget, series, Q));
  };

  it('is by how much the heaps of instances grow, each by itself', () => {
    const flat = () => 80;
    const leaking = (hour: number) => 80 + 5 * hour;
    expect(judge(heaps(12, flat, flat, flat))).toMatch(/^kept: [+−]?0\.\d+ MiB\/h, −0\.\d+ to 0\.\d+ MiB\/h$/);
    expect(judge(heaps(12, leaking, leaking, leaking))).toMatch(/^broken: \+4\.98 MiB\/h, 4\.83 to 5\.13 MiB\/h/);
    expect(judge(heaps(12, leaking, flat, flat))).toMatch(/^undecided: \+2 MiB\/h, −11 to 14/);
  });

  it('leaves out how processes begin', () => {
    const cache = (hour: number) => 80 + 30 * Math.min(1, hour / 0.7);
    expect(judge(heaps(12, cache, cache, cache))).toMatch(/^kept/);
  });

  it('is at equal load, where requests are counted', () => {
    const daily = (hour: number) => Math.sin((Math.PI * hour) / 12);
    const following = () =>
      heaps(24, ...[0, 1, 2].map((at) => (hour: number) => 80 + 20 * daily(hour) + at)).map((one) => ({
        ...one,
        points: one.points.map((point) => ({ ...point, requestsPerSecond: 50 + 20 * daily(point.atMs / 3_600_000) })),
      }));
    expect(judge(following(), 0.5)).toMatch(/^kept: [+−]?0\.0/);
    const uncounted = following().map((one) => ({
      ...one,
      points: one.points.map((point) => ({ ...point, requestsPerSecond: null })),
    }));
    expect(judge(uncounted, 0.5)).toMatch(/^kept: −1\./);
  });

  it('takes more than an hour, and two instances', () => {
    expect(
      judge(
        heaps(
          1,
          () => 80,
          () => 80,
        ),
      ),
    ).toBe('undecided: 2 of 2 instances have less than an hour of heap profiles after warming up; two need more.');
    expect(judge(heaps(12, () => 80))).toMatch(/^undecided: There is one instance/);
  });
});

describe('the alert of a budget that is broken', () => {
  const budget = { ...of, kind: 'cpuPerRequest', atMostPercent: 3 } as const;
  const range = { fromMs: 5_000, untilMs: 9_000 };
  const timesOf = (baseRange: TimeRange): Record<string, string> => {
    const measured = { status: 'broken', unit: '%', limit: 3, value: 9, low: 8, high: 10, q: Q, missing: [] } as const;
    const where = { env: 'prod', version: '2', base: '1', range, baseRange };
    const [alert] = alertsOfBudgets([{ ...measured, ...where, budget }], 9_000);
    const params = new URL(alert?.path ?? '', 'http://perf').searchParams;
    return Object.fromEntries([...params].filter(([name]) => /from|until/i.test(name)));
  };

  it('leads to both versions over the times that were compared', () => {
    const after = { from: '5000', until: '9000' };
    expect(timesOf(range)).toEqual(after);
    expect(timesOf({ fromMs: 1_000, untilMs: 4_000 })).toEqual({ ...after, baseFrom: '1000', baseUntil: '4000' });
  });
});

describe('budgets in words', () => {
  it.each<[string, Budget]>([
    ['CPU per request at most +3 %', { ...of, kind: 'cpuPerRequest', atMostPercent: 3 }],
    [
      'self share of JSON.parse at most 5 %',
      { ...of, kind: 'share', function: 'JSON.parse', of: 'self', atMostPercent: 5 },
    ],
    [
      'total CPU of price at most +0.5 % of all CPU before',
      { ...of, kind: 'functionCpu', function: 'price', of: 'total', atMostPercent: 0.5 },
    ],
    ['heap growth at most 1 MiB/h', { ...of, kind: 'heapGrowth', atMostMiBPerHour: 1 }],
  ])('%s', (text, budget) => {
    expect(limitText(budget)).toBe(text);
  });
});
