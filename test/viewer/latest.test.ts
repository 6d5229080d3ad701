import { describe, expect, it } from '@jest/globals';
import type { DiffReport } from '@perf/profile/api.js';
import { headlineOf } from '../../viewer/src/latest.js';

interface Side {
  readonly seconds: number;
  readonly requests?: number;
  /** Self milliseconds by function. */
  readonly self: Readonly<Record<string, number>>;
}

/** A diff per second, as the server answers it. */
function diff(before: Side, after: Side): DiffReport {
  const side = ({ seconds, requests, self }: Side) => ({
    total: Object.values(self).reduce((sum, one) => sum + one, 0),
    divisor: seconds,
    requests: requests ?? null,
  });
  const names = [...new Set([...Object.keys(before.self), ...Object.keys(after.self)])];
  const changes = names.map((name) => ({
    function: name,
    baseSelf: (before.self[name] ?? 0) / before.seconds,
    self: (after.self[name] ?? 0) / after.seconds,
  }));
  return { norm: 'perSecond', base: side(before), comparison: side(after), changes } as unknown as DiffReport;
}

function said(before: Side, after: Side): string {
  const headline = headlineOf(diff(before, after));
  return headline ? `${headline.function} ${headline.change} per ${headline.per}` : String(headline);
}

describe('the headline of a deploy', () => {
  it('is what takes most more, even where something else takes less by more', () => {
    expect(said({ seconds: 10, self: { price: 100, gc: 500 } }, { seconds: 10, self: { price: 300, gc: 100 } })).toBe(
      'price 20 per second',
    );
  });

  it('is what takes less where nothing takes more', () => {
    expect(said({ seconds: 10, self: { price: 100, gc: 500 } }, { seconds: 10, self: { price: 100, gc: 100 } })).toBe(
      'gc -40 per second',
    );
  });

  it('is by request where both sides counted them: more load is no change', () => {
    const before = { seconds: 10, requests: 100, self: { price: 100, list: 100 } };
    const after = { seconds: 10, requests: 200, self: { price: 200, list: 400 } };
    expect(said(before, after)).toBe('list 1 per request');
    expect(said(before, { ...after, requests: undefined })).toBe('list 30 per second');
  });

  it('is none below one per cent of the whole, and not known without samples', () => {
    expect(said({ seconds: 10, self: { a: 1000 } }, { seconds: 10, self: { a: 1009 } })).toBe('null');
    expect(said({ seconds: 10, self: {} }, { seconds: 10, self: { a: 1 } })).toBe('undefined');
  });
});
