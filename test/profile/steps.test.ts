import { describe, expect, it } from '@jest/globals';
import { functionName, parseSteps, printSteps, type Step, StepsError } from '@perf/profile';
import fc from 'fast-check';

const row = fc.record({
  name: fc.oneof(fc.constant('(anonymous)'), fc.string({ unit: 'binary' })),
  file: fc.string({ unit: 'binary' }),
  package: fc.string(),
  line: fc.nat(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('focus' as const, 'ignore' as const, 'hide' as const),
    function: row.map(functionName),
  }),
  fc.record({ kind: fc.constant('package' as const), package: fc.string({ minLength: 1 }) }),
  fc.record({ kind: fc.constantFrom('mine' as const, 'recursion' as const, 'invert' as const) }),
);

function refused(text: string): string {
  try {
    return `read as ${printSteps(parseSteps(text))}`;
  } catch (error) {
    if (error instanceof StepsError) return error.message;
    throw error;
  }
}

describe('the text of a view', () => {
  it('is read as it was written, whatever the names hold', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => expect(parseSteps(printSteps(steps))).toEqual(steps)),
    );
  });

  it('names functions as far as it has to', () => {
    const names = ['parse', 'parse@src/a.ts', 'parse@src/a.ts@', 'get@index.js@@scope/x', '(anonymous)@src/a.ts:30@'];
    expect(parseSteps(names.map((name) => `ignore:${name}`).join(';')).map((step) => Object.values(step)[1])).toEqual([
      { name: 'parse', file: null, line: 0, package: null },
      { name: 'parse', file: 'src/a.ts', line: 0, package: null },
      { name: 'parse', file: 'src/a.ts', line: 0, package: '' },
      { name: 'get', file: 'index.js', line: 0, package: '@scope/x' },
      { name: '(anonymous)', file: 'src/a.ts', line: 30, package: '' },
    ]);
  });

  it('escapes what has a meaning in it', () => {
    const fn = functionName({ name: 'a;b@c:d%', file: 'fs', package: 'node:', line: 7 });
    expect(printSteps([{ kind: 'hide', function: fn }, { kind: 'mine' }])).toBe(
      'hide:a%3Bb%40c%3Ad%25@fs@node%3A;mine',
    );
  });

  it.each([
    [
      'ingore:parse',
      'There is no step "ingore:parse". Known: focus:<function>, ignore:<function>, hide:<function>, package:<name>, mine, recursion, invert.',
    ],
    ['ignore', 'ignore names no function: write ignore:parse, or ignore:parse@src/a.ts.'],
    ['mine;;invert', 'There is no step "". Known:'],
    ['mine:all', 'Nothing follows mine: write mine instead of "mine:all".'],
    ['package', 'package names none: write package:express.'],
    ['hide:100%', '"100%" has a % that begins no escape: write %25 for a percent sign.'],
    [Array(21).fill('mine').join(';'), 'It has 21 steps; at most 20 are taken.'],
    [`ignore:${'a'.repeat(16_384)}`, 'It has 16391 characters; at most 16384 are read.'],
  ])('that cannot be read says why: %s', (text, message) => expect(refused(text)).toContain(message));
});
