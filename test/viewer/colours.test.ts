import { describe, expect, it } from '@jest/globals';
import { changeColour, changeGlyph, changeLevel, kindOf, packageColour } from '../../viewer/src/colours.js';

describe('the colour of a frame', () => {
  it('tells whose code it is', () => {
    expect(kindOf({ file: 'src/main.ts', package: '' })).toBe('application');
    expect(kindOf({ file: 'lib/router.js', package: 'express' })).toBe('dependency');
    expect(kindOf({ file: 'events', package: 'node:' })).toBe('node');
    expect(kindOf({ file: '', package: '' })).toBe('runtime');
  });

  it('is one hue for each package and never depends on anything but names', () => {
    const hueOf = (name: string) => packageColour(name, { file: 'a.js', package: 'express' }).split(' ').at(-1);
    expect(new Set(['a', 'b', 'c', 'handle'].map(hueOf)).size).toBe(1);
    expect(packageColour('a', { file: 'x', package: 'pg' })).toBe(packageColour('a', { file: 'y', package: 'pg' }));
  });
});

describe('the colour of a change', () => {
  it('steps with its share of the whole, alike in both directions', () => {
    const shares = [0, 0.001, 0.002, 0.02, 0.05, 0.5];
    expect(shares.map(changeLevel)).toEqual([0, 0, 1, 2, 3, 4]);
    expect(shares.map((share) => Math.abs(changeLevel(-share)))).toEqual([0, 0, 1, 2, 3, 4]);
  });

  it('is orange for more, blue for less, and has a sign for those who cannot tell them apart', () => {
    expect([4, 1, 0, -1, -4].map(changeColour)).toEqual([
      'var(--grew-4)',
      'var(--grew-1)',
      'var(--change-none)',
      'var(--shrank-1)',
      'var(--shrank-4)',
    ]);
    expect([2, 0, -2].map(changeGlyph)).toEqual(['+', '', '−']);
  });
});
