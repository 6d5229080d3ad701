import { describe, expect, it } from '@jest/globals';
import { verdictPath } from '@perf/profile';
import fc from 'fast-check';
import { printRoute } from '../../viewer/src/url.js';
import { compareVerdict } from '../../viewer/src/verdicts.js';
import { findingOf, verdictOf } from '../notation/verdict-of.js';

describe('the link of an alert', () => {
  const text = fc.string({ unit: fc.constantFrom(...'"\\\n!\'()*~-._ &=+%<é😀') });
  const ref = fc.record({ name: text, file: text, package: text });
  const names = fc.record({ service: text, env: text, version: text, previous: text });
  const labels = fc.constantFrom('regressed' as const, 'new' as const, 'gone' as const);

  it('is what the viewer writes for the comparison at that function, whatever names there are', () => {
    fc.assert(
      fc.property(names, ref, labels, fc.boolean(), (given, fn, label, isBeside) => {
        const verdict = verdictOf({}, given);
        if (!isBeside) verdict.baseRange = { fromMs: verdict.range.fromMs - 5_000, untilMs: verdict.range.fromMs };
        const finding = findingOf('f', { function: fn, label });
        expect(verdictPath(verdict, finding)).toBe(printRoute(compareVerdict(verdict, finding)));
      }),
    );
  });
});
