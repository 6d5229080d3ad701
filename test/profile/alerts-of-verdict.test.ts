import { describe, expect, it } from '@jest/globals';
import { alertsOfVerdict, type Comparison, pagePath } from '@perf/profile';
import fc from 'fast-check';
import { comparisonOf, findingOf, regressedIn, verdictOf } from '../notation/verdict-of.js';

const price = { name: 'price', file: 'src/price.ts', package: '' };
const service: Comparison['service'] = {
  outcome: 'regressed',
  ...{ base: 0.0123, comparison: 0.0131, change: 0.065, low: 0.02, high: 0.11 },
  ...{ t: 4, df: 4, p: 0.001 },
};

describe('a verdict', () => {
  it('tells of each function that got slower, and of nothing that moved or went', () => {
    const [alert, ...others] = alertsOfVerdict(verdictOf({ ...regressedIn(price), service }));
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      kind: 'regression',
      service: 'shop',
      env: 'prod',
      version: '1.1.0',
      function: 'price',
      advisoryOnly: false,
    });
    expect([alert?.title, ...(alert?.details ?? [])]).toEqual([
      'price got slower in shop 1.1.0 (prod): +11 % of CPU, 8 to 14 %',
      'In src/price.ts',
      'By way of price',
      '16.0 % of CPU before, 27.0 % after',
      'CPU per request 12.3 ms → 13.1 ms: +7 %, 2 to 11 %',
      '1.0.0: 3 instances · 60 windows · 36,000 samples · 15 windows left out to warm up',
      '1.1.0: 3 instances · 60 windows · 39,432 samples · 15 windows left out to warm up',
      'Compared: both versions at the same time',
    ]);
  });

  it('tells of the whole service where no function was found to be it', () => {
    const titles = alertsOfVerdict(verdictOf({ outcome: 'regressed', service })).map(({ title }) => title);
    expect(titles).toEqual(['shop 1.1.0 (prod) takes more CPU for each request: +7 %, 2 to 11 %']);
  });

  it('tells of new code as such, and of a path with what it calls', () => {
    const findings = [findingOf('tax', { label: 'new' }), findingOf('render', { kind: 'inclusive' })];
    const titles = alertsOfVerdict(verdictOf({ outcome: 'regressed', findings }, { env: '' })).map(
      ({ title }) => title,
    );
    expect(titles).toEqual([
      'tax is new in shop 1.1.0: +11 % of CPU, 8 to 14 %',
      'render with what it calls got slower in shop 1.1.0: +11 % of CPU, 8 to 14 %',
    ]);
  });

  it.each(['improved', 'unchanged', 'undecided'] as const)('that is %s tells of nothing', (outcome) => {
    expect(alertsOfVerdict(verdictOf({ ...regressedIn(price), outcome, service }))).toEqual([]);
  });

  it('that must block nothing says so and why', () => {
    const [alert] = alertsOfVerdict(verdictOf({ ...regressedIn(price), advisoryOnly: true, design: 'single' }));
    expect(alert?.advisoryOnly).toBe(true);
    expect(alert?.details.at(-1)).toMatch(/^Advisory: Each version ran as one process/);
  });

  it('gives a function the same id when it is made again, and others to others', () => {
    const idsOf = (version: string, ...findings: ReturnType<typeof findingOf>[]) =>
      alertsOfVerdict(verdictOf({ ...comparisonOf(), outcome: 'regressed', findings }, { version })).map(
        ({ id }) => id,
      );
    const [first] = idsOf('1.1.0', findingOf('price'));
    expect(idsOf('1.1.0', findingOf('price', { kind: 'inclusive', delta: 0.2 }), findingOf('price'))).toEqual([first]);
    const elsewhere = findingOf('price', { function: { ...price, file: 'lib/price.ts' } });
    const all = [first, ...idsOf('1.1.0', elsewhere), ...idsOf('1.2.0', findingOf('price'))];
    expect(new Set(all).size).toBe(3);
  });

  it('keeps a title on one line, whatever a function is called', () => {
    const name = `a\n<b>${'x'.repeat(9_000)}`;
    const [alert] = alertsOfVerdict(verdictOf(regressedIn({ name, file: 'a.ts' })));
    expect(alert?.title).toMatch(/^a <b>x{195}… got slower in shop 1\.1\.0 \(prod\): /);
    expect(alert?.function).toBe(name);
  });
});

describe('the link of an alert', () => {
  const text = fc.string({ unit: fc.constantFrom(...'"\\\n!\'()*~-._ &=+%<é😀') });

  it('is written as browsers write a query', () => {
    const units = fc
      .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 9 })
      .map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(text, units, (name, value) => {
        expect(pagePath('/', { [name]: value })).toBe(`/?${new URLSearchParams([[name, value]])}`);
      }),
    );
  });
});
