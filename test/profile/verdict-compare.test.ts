import { describe, expect, it } from '@jest/globals';
import { type CompareOptions, compareDeploys, deployLooks } from '@perf/profile/verdict/index.js';
import { sideOf, verdictText } from '../notation/verdict-text.js';

/** Functions that do not change, so that there is something to compare with: three processes. */
const STEADY = Array.from({ length: 40 }, (_, at) => {
  const count = 300 + 17 * at;
  const jitter = (process: number) => count + Math.round(Math.sqrt(count) * Math.sin(7 * at + 3 * process));
  return `main;step${at} ${jitter(0)} ${jitter(1)} ${jitter(2)}`;
}).join('\n');

function compare(base: string, comparison: string, options: CompareOptions = {}): string[] {
  const [before, after] = [base, comparison].map((drawing) => sideOf(`${STEADY}\n${drawing}`));
  return verdictText(compareDeploys(before as never, after as never, { warmUp: false, ...options }));
}

describe('a comparison of deploys', () => {
  it('is silent where nothing changed', () => {
    const same = 'main;parse 1000 1020 990';
    expect(compare(same, same)).toEqual(['unchanged']);
  });

  it('names the function that got slower, by how much, and how surely', () => {
    expect(compare('main;load;parse 1000 1020 990', 'main;load;parse 2000 2040 1980')).toEqual([
      'regressed',
      'regressed +3.8 % [+3.5, +4.1] self main;load;parse',
    ]);
  });

  it('names what surely got slower, not what calls it, where the rest varies as it did', () => {
    const before = 'main;load;parse 100 102 99\nmain;load;check 20 22 18';
    const after = 'main;load;parse 200 204 198\nmain;load;check 80 27 48';
    expect(compare(before, after)).toEqual(['regressed', 'regressed +0.4 % [+0.3, +0.5] self main;load;parse']);
  });

  it('names a function with what it calls where both got slower', () => {
    const before = 'main;load 100 102 99\nmain;load;parse 20 21 19';
    const after = 'main;load 400 404 398\nmain;load;parse 120 123 118';
    expect(compare(before, after)).toEqual(['regressed', 'regressed +1.6 % [+1.4, +1.7] inclusive main;load']);
  });

  it('names what is new where it begins, however little of it is its own', () => {
    const before = 'main;load 100 102 99';
    const after = `${before}\nmain;load;weigh 60 62 58\nmain;load;weigh;parse 400 404 398`;
    expect(compare(before, after)).toEqual(['regressed', 'new +1.8 % [+1.7, +2.0] inclusive main;load;weigh']);
  });

  it('names what calls several that got slower', () => {
    const before = 'main;load;parse 100 102 99\nmain;load;check 100 98 101';
    const after = 'main;load;parse 200 204 198\nmain;load;check 200 197 204';
    expect(compare(before, after)).toEqual(['regressed', 'regressed +0.8 % [+0.6, +0.9] inclusive main;load']);
  });

  it('names a function that got faster', () => {
    expect(compare('main;load;parse 2000 2040 1980', 'main;load;parse 1000 1020 990')).toEqual([
      'improved',
      'improved -3.7 % [-4.0, -3.4] self main;load;parse',
    ]);
  });

  it('takes what differs between processes for what it is', () => {
    expect(compare('main;parse 1000 3000 500', 'main;parse 2500 800 3200')).toEqual(['unchanged']);
  });

  it('cancels load and the speed of machines', () => {
    const [before, after] = ['main;parse 1000 1020 990', 'main;parse 1000 1020 990'];
    const twice = (drawing: string) => drawing.replace(/ (\d+)/g, (_, count) => ` ${2 * Number(count)}`);
    const base = sideOf(`${STEADY}\n${before}`);
    const comparison = sideOf(twice(`${STEADY}\n${after}`));
    expect(verdictText(compareDeploys(base, comparison, { warmUp: false }))).toEqual(['unchanged']);
  });

  it('calls code new that the base does not have, and gone that the comparison does not', () => {
    expect(compare('', 'main;fresh;deep 600 610 590')).toEqual([
      'regressed',
      'new +2.4 % [+2.2, +2.5] self main;fresh;deep',
    ]);
    expect(compare('main;old 1000 1020 990', '')).toEqual(['improved', 'gone -3.8 % [-4.0, -3.6] self main;old']);
  });

  it('is no regression where something new does for less what something else did', () => {
    expect(compare('main;old 1000 1020 990', 'main;fresh;deep 600 610 590')).toEqual([
      'unchanged',
      'moved +2.3 % [+2.1, +2.4] self main;fresh;deep (from old)',
    ]);
  });

  it('calls work that went to the caller moved', () => {
    const before = 'main;load;parse 2000 2040 1980\nmain;load 500 510 490';
    const after = 'main;load;parse 1000 1020 990\nmain;load 1500 1530 1480';
    expect(compare(before, after)).toEqual(['unchanged', 'moved +3.6 % [+3.4, +3.9] self main;load (from parse)']);
  });

  it('calls work that went to several callers moved, also where one of them varies too much to show it', () => {
    const callees = (a: string, b: string) => `main;a;parse ${a}\nmain;b;parse ${b}`;
    const before = `${callees('4000 4040 3980', '1100 980 850')}\nmain;a 100 104 98\nmain;b 50 53 48`;
    const after = `${callees('3000 3030 2990', '1010 850 700')}\nmain;a 1100 1110 1080\nmain;b 190 200 185`;
    expect(compare(before, after)).toEqual([
      'unchanged',
      'moved +3.3 % [+3.1, +3.5] self main;a (from parse)',
      'moved +0.5 % [+0.4, +0.5] self main;b (from parse)',
    ]);
  });

  it('calls all the pieces of a function that was split moved', () => {
    const before = 'main;load;parse 3000 3060 2970';
    const helpers = 'main;load;parse;p2 1010 1000 990\nmain;load;parse;p3 990 1010 1000';
    expect(compare(before, `main;load;parse 1000 1030 980\n${helpers}`)).toEqual([
      'unchanged',
      'moved +3.5 % [+3.3, +3.7] self main;load;parse;p2 (from parse)',
      'moved +3.5 % [+3.3, +3.7] self main;load;parse;p3 (from parse)',
    ]);
    const pieces = 'main;load;p1 1000 1030 980\nmain;load;p2 1010 1000 990\nmain;load;p3 990 1010 1000';
    expect(compare(before, pieces)[0]).toBe('unchanged');
    expect(compare(pieces, before)[0]).toBe('unchanged');
  });

  it('finds what pieces of a function cost more than it did', () => {
    const pieces = 'main;load;p1 2000 2030 1980\nmain;load;p2 2010 2000 1990\nmain;load;p3 1990 2010 2000';
    expect(compare('main;load;parse 3000 3060 2970', pieces)[0]).toBe('regressed');
  });

  it('does not take for its counterpart what shrank near by as other things do by chance', () => {
    const before = 'main;load;parse 1000 1020 990\nmain;other 4000 4250 3750';
    const after = 'main;load;parse 2000 2040 1980\nmain;other 3200 3450 2950';
    expect(compare(before, after)).toEqual(['regressed', 'regressed +3.3 % [+3.0, +3.6] self main;load;parse']);
  });

  it('calls a function of another name that does the same moved', () => {
    expect(compare('main;load;parse 2000 2040 1980', 'main;load;parseAll 2010 2030 1990')).toEqual([
      'unchanged',
      'moved +7.4 % [+7.1, +7.6] self main;load;parseAll (from parse)',
    ]);
  });

  it('knows a function of another name where it is told', () => {
    const parse = (side: { functions: { name: readonly string[] } }) =>
      side.functions.name.findIndex((name) => name.startsWith('parse'));
    const answer = compareDeploys(
      sideOf(`${STEADY}\nmain;load;parse 1000 1020 990`),
      sideOf(`${STEADY}\nmain;load;parseAll 2000 2040 1980`),
      {
        warmUp: false,
        match: (base, comparison) =>
          comparison.functions.name.map((name) => {
            if (name === 'parseAll') return { base: parse(base), how: 'same body' };
            const id = base.functions.name.indexOf(name);
            return id === -1 ? null : { base: id, how: '' };
          }),
      },
    );
    expect(answer.findings.map(({ function: { name }, label, matched }) => [name, label, matched])).toEqual([
      ['parseAll', 'regressed', 'same body'],
    ]);
    expect(answer.matches.map(({ base, comparison, how }) => [base.name, comparison.name, how])).toEqual([
      ['parse', 'parseAll', 'same body'],
    ]);
  });

  it('overlooks what grew by less than it is told to', () => {
    const [before, after] = ['main;load;parse 1000 1020 990', 'main;load;parse 2000 2040 1980'];
    expect(compare(before, after, { minDelta: 0.1 })).toEqual(['unchanged']);
  });
});

describe('a comparison that cannot be made', () => {
  it('says that one process tells nothing about others', () => {
    const [before, after] = ['main;a 1000', 'main;a 1000'].map((drawing) => sideOf(drawing));
    expect(verdictText(compareDeploys(before as never, after as never, { warmUp: false }))).toEqual([
      'undecided',
      'The base has 1 instance; two are needed to tell a change from what differs between processes.',
      'The new version has 1 instance; two are needed to tell a change from what differs between processes.',
    ]);
  });

  it('says what it waits for', () => {
    const side = sideOf(STEADY, { windows: 12 });
    const answer = compareDeploys(side, side, { looks: deployLooks });
    expect(verdictText(answer)).toEqual([
      'undecided',
      'The new version is looked at once most of its instances have 10 windows after warming up.',
    ]);
    expect(answer.comparison).toMatchObject({ instances: 3, windows: 21, droppedWindows: 15 });
  });

  it('says that requests were not counted', () => {
    const side = sideOf(STEADY);
    expect(verdictText(compareDeploys(side, side, { warmUp: false, denominator: 'requests' }))).toEqual([
      'undecided',
      'Requests of the base were not counted in all windows; compare by samples instead.',
      'Requests of the new version were not counted in all windows; compare by samples instead.',
    ]);
  });
});

describe('a comparison', () => {
  it('says what it would have found', () => {
    const side = sideOf(STEADY);
    const { detectable, detectableByShare } = compareDeploys(side, side, { warmUp: false });
    expect(detectable).toBeGreaterThan(0.001);
    expect(detectable).toBeLessThan(0.02);
    expect(detectableByShare.map(({ share }) => share)).toEqual([0.001, 0.01, 0.1]);
  });

  it('has a verdict on the whole service where its CPU and requests were counted', () => {
    const base = sideOf(STEADY, { cpuSeconds: [100, 101, 99], requests: [1000, 1000, 1000] });
    const comparison = sideOf(STEADY, { cpuSeconds: [220, 222, 218], requests: [2000, 2000, 2000] });
    const { service, outcome } = compareDeploys(base, comparison, { warmUp: false });
    expect(outcome).toBe('regressed');
    expect(service?.outcome).toBe('regressed');
    expect(service?.change).toBeCloseTo(0.1, 3);
    expect((service?.low ?? 0) < 0.1 && (service?.high ?? 0) > 0.1).toBe(true);
  });

  it('uses the windows up to a look and none after, at a part of q', () => {
    const base = sideOf(STEADY, { windows: 30 });
    const early = compareDeploys(base, sideOf(STEADY, { windows: 16 }), { looks: deployLooks });
    const later = compareDeploys(base, sideOf(STEADY, { windows: 19 }), { looks: deployLooks });
    expect([early.look, early.q]).toEqual([10, 0.05 / 3]);
    expect(later.comparison.windows).toBe(early.comparison.windows);
    expect(compareDeploys(base, sideOf(STEADY, { windows: 25 }), { looks: deployLooks }).look).toBe(20);
  });

  it('sees of a base that runs beside it nothing that came after a look', () => {
    const [base, longer] = [
      sideOf(STEADY, { windows: 16 }),
      sideOf(`${STEADY}\nmain;later 900 910 890`, { windows: 30 }),
    ];
    const until = (minutes: number) => ({
      ...longer,
      windows: longer.windows.filter(({ fromMs }) => fromMs < minutes * 60_000),
    });
    const after = sideOf(STEADY, { windows: 16 });
    const [early, later] = [16, 30].map((minutes) => compareDeploys(until(minutes), after, { looks: deployLooks }));
    expect(later).toEqual(early);
    expect(early?.base.windows).toBe(3 * 10);
    const beforeAfter = compareDeploys(base, after, { looks: deployLooks, design: 'beforeAfter' });
    expect(beforeAfter.base.windows).toBe(3 * 11);
  });

  it('is advisory only where nothing says how the service changes by itself', () => {
    const side = sideOf(STEADY);
    const epochs = Array.from({ length: 7 }, () => sideOf(STEADY));
    const advisory = (options: CompareOptions) =>
      compareDeploys(side, side, { warmUp: false, ...options }).advisoryOnly;
    expect(advisory({})).toBe(false);
    expect(advisory({ design: 'beforeAfter' })).toBe(true);
    expect(advisory({ design: 'beforeAfter', epochs })).toBe(false);
  });

  it('before and after: what also differs between earlier periods is no finding', () => {
    const at = (count: number) => sideOf(`${STEADY}\nmain;nightly ${count} ${count + 10} ${count - 10}`);
    const compareAt = (earlier: readonly number[]) =>
      verdictText(
        compareDeploys(at(1000), at(2000), { warmUp: false, design: 'beforeAfter', epochs: earlier.map(at) }),
      );
    expect(compareAt([1000, 1010, 990, 1005, 995, 1000, 1002])[0]).toBe('regressed');
    expect(compareAt([1000, 2100, 950, 1900, 1100, 2050, 990])).toEqual(['unchanged']);
  });

  it('before and after: what only the base has hides nothing else', () => {
    const at = (count: number, rest = '') => sideOf(`${STEADY}\nmain;load ${count} ${count + 10} ${count - 10}${rest}`);
    const epochs = Array.from({ length: 8 }, (_, day) => at(1000 + 5 * (day % 3)));
    const base = at(1000, '\nmain;cron 20 20 20');
    const found = compareDeploys(base, at(3000), { warmUp: false, design: 'beforeAfter', epochs });
    expect(found.outcome).toBe('regressed');
    expect(found.findings).toMatchObject([{ label: 'regressed', function: { name: 'load' } }]);
    expect(found.detectable).toBeGreaterThan(0);
  });

  it('before and after: samples are of the base itself, also where earlier days say least', () => {
    const at = (count: number) => sideOf(`${STEADY}\nmain;load ${count} ${count + 10} ${count - 10}`);
    const epochs = Array.from({ length: 8 }, (_, day) => at(1600 + 5 * (day % 3)));
    const { findings } = compareDeploys(at(1000), at(3000), { warmUp: false, design: 'beforeAfter', epochs });
    expect(findings).toMatchObject([{ base: { samples: 3000 }, comparison: { samples: 9000 } }]);
  });

  it('before and after: the service’s cost is that of what its change is measured against', () => {
    const at = (milliseconds: number) =>
      sideOf(STEADY, { cpuSeconds: [9.9, 10, 10.1].map((one) => one * milliseconds), requests: [1e4, 1e4, 1e4] });
    const epochs = Array.from({ length: 8 }, (_, day) => at(11.5 + 0.02 * (day % 3)));
    const { service } = compareDeploys(at(10), at(12), { warmUp: false, design: 'beforeAfter', epochs });
    expect(service?.change).toBeCloseTo((service?.comparison ?? 0) / (service?.base ?? 1) - 1, 6);
  });
});
