import { describe, expect, it } from '@jest/globals';
import { textOf } from './files.js';

/** Linear light: red, green, blue from 0 to 1. */
type Rgb = readonly [number, number, number];
type Tokens = ReadonlyMap<string, string>;

const css = textOf('viewer/src/styles/tokens.css');
const light = tokensOf(/:root \{([^}]*)\}/);
const THEMES: readonly (readonly [string, Tokens])[] = [
  ['light', light],
  ['dark', new Map([...light, ...tokensOf(/:root\[data-theme="dark"\] \{([^}]*)\}/)])],
  ['dark by preference', new Map([...light, ...tokensOf(/:root:not\(\[data-theme="light"\]\) \{([^}]*)\}/)])],
];

function tokensOf(block: RegExp): Tokens {
  const [, body = ''] = block.exec(css) ?? [];
  return new Map(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name as string, value as string]),
  );
}

function colour(tokens: Tokens, name: string): Rgb {
  const hex = /^#(..)(..)(..)$/.exec(tokens.get(name) ?? '');
  if (!hex) throw new Error(`--${name} is no colour in hexadecimal digits`);
  const linear = (digits = '') => {
    const value = Number.parseInt(digits, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [linear(hex[1]), linear(hex[2]), linear(hex[3])];
}

/** WCAG 2's contrast ratio. */
function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, bright = 0] = [a, b]
    .map(([r, g, blue]) => 0.2126 * r + 0.7152 * g + 0.0722 * blue)
    .sort((x, y) => x - y);
  return (bright + 0.05) / (dark + 0.05);
}

/** What is seen without one kind of cones, in linear light. Machado, Oliveira and Fernandes 2009, severity 1. */
const DEFICIENCIES: Readonly<Record<string, readonly Rgb[]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(matrix: readonly Rgb[], [r, g, b]: Rgb): Rgb {
  const [red = 0, green = 0, blue = 0] = matrix.map(([x, y, z]) => Math.min(1, Math.max(0, x * r + y * g + z * b)));
  return [red, green, blue];
}

/** Björn Ottosson's OKLab, in which equal distances look about equally different; 0.02 can just be told apart. */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function distance(a: Rgb, b: Rgb): number {
  const [first, second] = [oklab(a), oklab(b)];
  return Math.hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

function linearOf(lightness: number, chroma: number, hue: number): Rgb {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

const LEVELS = [1, 2, 3, 4];
const AA = 4.5;

describe.each(THEMES)('the colours of the theme: %s', (_, tokens) => {
  const of = (name: string) => colour(tokens, name);

  it('are written in one place for those who prefer it and those who choose it', () => {
    expect([...tokens.keys()].sort()).toEqual([...light.keys()].sort());
  });

  it.each([
    ['text', ['page', 'surface', 'sunken', 'accent-wash', 'danger-wash']],
    ['text-muted', ['page', 'surface', 'sunken', 'accent-wash', 'danger-wash']],
    ['accent', ['page', 'surface', 'sunken', 'accent-wash']],
    ['danger', ['page', 'surface', 'danger-wash']],
    ['second', ['surface']],
    ['grew-text', ['surface', 'sunken', 'grew-1']],
    ['shrank-text', ['surface', 'sunken', 'shrank-1']],
    ['flame-match', ['surface']],
    ['on-accent', ['accent']],
  ])('text of %s can be read on what it stands on', (text, grounds) => {
    for (const ground of grounds) {
      expect({ ground, enough: contrast(of(text), of(ground)) >= AA }).toEqual({ ground, enough: true });
    }
  });

  it('names can be read on the frames of a comparison', () => {
    const grounds = [
      'change-none',
      'flame-runtime',
      ...LEVELS.flatMap((level) => [`grew-${level}`, `shrank-${level}`]),
    ];
    const low = grounds.filter((ground) => contrast(of('flame-text'), of(ground)) < AA);
    expect(low).toEqual([]);
  });

  it('names can be read on the frames of every package', () => {
    const [chroma = 0, low = 0] = ['flame-c', 'flame-c-low'].map((name) => Number(tokens.get(name)));
    const unreadable: string[] = [];
    for (const shade of ['flame-l1', 'flame-l2', 'flame-l3']) {
      for (let hue = 0; hue < 360; hue += 5) {
        for (const saturation of [chroma, low]) {
          const ratio = contrast(of('flame-text'), linearOf(Number(tokens.get(shade)), saturation, hue));
          if (ratio < AA) unreadable.push(`${shade} ${hue}° ${ratio.toFixed(2)}`);
        }
      }
    }
    expect(unreadable).toEqual([]);
  });

  it.each(Object.entries(DEFICIENCIES))('more and less of a change look different with %s', (_, matrix) => {
    const near: string[] = [];
    for (const level of LEVELS) {
      const [grew, shrank] = [`grew-${level}`, `shrank-${level}`].map((name) => seen(matrix, of(name)));
      const apart = distance(grew as Rgb, shrank as Rgb);
      if (apart < 0.02 * (level + 1)) near.push(`level ${level}: ${apart.toFixed(3)}`);
    }
    expect(near).toEqual([]);
  });
});
