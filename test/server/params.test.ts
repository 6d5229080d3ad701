import { describe, expect, it } from '@jest/globals';
import { Params } from '@perf/server/params.js';
import { dayOf, parseDurationMs, parseTimeMs, startOfDayMs } from '@perf/server/time.js';
import { refusalOf } from './refusal.js';

const NOW = Date.UTC(2024, 2, 1, 12);

describe('a time', () => {
  it.each([
    ['now', NOW],
    ['now-500ms', NOW - 500],
    ['now-90s', NOW - 90_000],
    ['now-90m', NOW - 90 * 60_000],
    ['now-36h', NOW - 36 * 3_600_000],
    ['now-7d', NOW - 7 * 86_400_000],
    ['now-2w', NOW - 14 * 86_400_000],
    ['1709294400000', NOW],
    ['0', 0],
    ['now-999999w', 0],
  ])('reads %s', (text, expected) => expect(parseTimeMs(text, 'from', NOW)).toBe(expected));

  it.each(['', 'now+5m', 'now-', 'now-5', 'now-5y', 'yesterday', '2024-03-01', '-5', '1.5', '1e3', '9'.repeat(16)])(
    'is not %j',
    (text) =>
      expect(refusalOf(() => parseTimeMs(text, 'from', NOW))).toMatch(/^400 from: .* is not a (time|duration)\. /),
  );

  it('belongs to a day of UTC', () => {
    expect(dayOf(NOW)).toBe('2024-03-01');
    expect(dayOf(startOfDayMs('2024-03-01') - 1)).toBe('2024-02-29');
  });
});

describe('a duration', () => {
  it('is a whole number and a unit', () => expect(parseDurationMs('36h', 'step')).toBe(129_600_000));

  it.each(['', '5', 'h', '-1h', '1.5h', '1h30m', '1 h', '1H', `${'9'.repeat(400)}d`])('is not %j', (text) => {
    expect(refusalOf(() => parseDurationMs(text, 'step'))).toBe(
      `400 step: ${JSON.stringify(text)} is not a duration. Write 90m, 36h or 30d.`,
    );
  });
});

describe('the parameters of a call', () => {
  const known = ['query', 'from', 'until', 'norm', 'maxNodes', 'by'];
  const read = (search: string) => new Params(new URLSearchParams(search), known);

  it('cover the last hour where no range is given', () => {
    expect(read('').range(NOW)).toEqual({ fromMs: NOW - 3_600_000, untilMs: NOW });
    expect(read('until=now-1d').range(NOW)).toEqual({ fromMs: NOW - 90_000_000, untilMs: NOW - 86_400_000 });
  });

  it('are lists where commas part them', () =>
    expect(read('by=version,,instance').list('by')).toEqual(['version', 'instance']));

  it.each<[string, (params: Params) => unknown, string]>([
    ['from=now&until=now', (p) => p.range(NOW), `from (${NOW}) must be before until (${NOW}).`],
    ['maxNodes=0', (p) => p.integer('maxNodes', 1, 1, 9), 'maxNodes: "0" is not a whole number from 1 to 9.'],
    ['maxNodes=10', (p) => p.integer('maxNodes', 1, 1, 9), 'maxNodes: "10" is not a whole number from 1 to 9.'],
    ['maxNodes=', (p) => p.integer('maxNodes', 1, 0, 9), 'maxNodes: "" is not a whole number from 0 to 9.'],
    ['maxNodes=0x5', (p) => p.integer('maxNodes', 1, 0, 9), 'maxNodes: "0x5" is not a whole number from 0 to 9.'],
    [
      'norm=shares',
      (p) => p.oneOf('norm', ['share', 'absolute'], 'share'),
      'norm: "shares" is not one of share, absolute.',
    ],
    ['query=', (p) => p.required('query', 'cpu'), 'query is missing: write query=cpu.'],
  ])('%s is refused with the fix', (search, use, expected) => {
    expect(refusalOf(() => use(read(search)))).toBe(`400 ${expected}`);
  });

  it('are refused where there is no such parameter, with the nearest one', () => {
    expect(refusalOf(() => read('untl=now'))).toBe(
      '400 There is no parameter "untl" here; did you mean until? Known: query, from, until, norm, maxNodes, by.',
    );
    expect(refusalOf(() => read('colour=red'))).toBe(
      '400 There is no parameter "colour" here. Known: query, from, until, norm, maxNodes, by.',
    );
  });

  it('are refused where one is given twice', () => {
    expect(refusalOf(() => read('from=1&from=2'))).toBe('400 from is given twice: leave one.');
  });
});
