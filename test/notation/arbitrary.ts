import fc from 'fast-check';
import { profileOf } from './profile-of.js';

const FRAMES = [
  'main',
  'a',
  'b',
  'a@lib.js',
  'a@lib.js:7',
  'b@node_modules/x/b.js:3',
  'outer+inner',
  '(anonymous:L#10:C#2)@lib.js',
  '(anonymous:L#12:C#2)@lib.js',
  '(anonymous:L#30)@node_modules/x/b.js',
  'read@node:fs',
];
const LABELS = ['', ' {route=/a}', ' {route=/b bytes=8}', ' {bytes=16}'];

const stack = fc.array(fc.constantFrom(...FRAMES), { maxLength: 8 });
const line = fc
  .tuple(stack, fc.nat(50), fc.nat(900), fc.constantFrom(...LABELS))
  .map(([frames, first, second, labels]) => `${frames.join(';') || '-'} ${first} ${second}${labels}`);

/** Drawings of up to twelve samples with two values each: recursion, inlining, anonymous functions, labels, lines. */
export const drawings = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));

/** Profiles of two sample types, from `drawings`. */
export const profiles = fc
  .tuple(drawings, fc.nat(1000))
  .map(([drawing, timeMs]) =>
    profileOf(drawing, { types: ['sample/count', 'cpu/nanoseconds'], timeMs, durationMs: 10 }),
  );
