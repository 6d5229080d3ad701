import { describe, expect, it } from '@jest/globals';
import { lightColour } from '../../viewer/src/export/light.js';
import { drawPicture, type Picture } from '../../viewer/src/export/picture.js';
import { fileName, profileName } from '../../viewer/src/export/save.js';
import { svgOf } from '../../viewer/src/export/svg.js';
import { fitText, textWidth } from '../../viewer/src/export/text-width.js';
import { flameFrames } from '../../viewer/src/frames.js';
import { placeFrames } from '../../viewer/src/layout.js';
import { changeLegend, packageLegend } from '../../viewer/src/legend.js';
import { treeOf } from './tree-of.js';

const tree = treeOf(`
  total 0
    main 100
      parse 300 src/parse.ts
        <script>alert(1)</script> 200
      render 400
`);

const TOKENS = new Map([
  ...['--surface', '--text', '--text-muted', '--flame-match', '--flame-runtime', '--change-none'].map(grey),
  ...[1, 2, 3, 4].flatMap((level) => [grey(`--grew-${level}`), grey(`--shrank-${level}`)]),
  ...([
    ['--flame-l1', '0.84'],
    ['--flame-l2', '.87'],
    ['--flame-l3', '.9'],
  ] as const),
  ...([
    ['--flame-c', '0.085'],
    ['--flame-c-low', '0.03'],
    ['--grew-4', '#e6842a'],
    ['--shrank-4', '#5a97db'],
  ] as const),
]);

function grey(name: string): readonly [string, string] {
  return [name, '#888888'];
}

function picture(change: Partial<Picture> = {}): Picture {
  return {
    title: 'shop: cpu',
    lines: ['cpu{service="shop"}, 10:00 to 11:00 UTC', '1 µs · 3 profiles'],
    legend: packageLegend(tree, tree.nodes),
    frames: flameFrames(tree, tree.nodes, 1000),
    focus: 0,
    direction: 'down',
    matches: null,
    ...change,
  };
}

/** The labels of frames that are drawn, from the top down. */
function labels(drawn: Picture, mostRows?: number): string[] {
  const { shapes } = drawPicture(drawn, TOKENS, mostRows);
  const texts = shapes.filter((shape) => shape.kind === 'text');
  const names = tree.names.map((name) => name.slice(0, 4));
  return texts
    .filter(({ text }) => names.some((name) => text.startsWith(name)))
    .sort((a, b) => a.y - b.y || a.x - b.x)
    .map(({ text, opacity }) => (opacity < 1 ? `(${text})` : text));
}

describe('frames of a picture', () => {
  it('stand below their callers, as wide as their totals', () => {
    const placed = placeFrames(flameFrames(tree, tree.nodes, 1000), 0, 0);
    expect(placed.map(({ node, depth, x0, x1 }) => `${tree.names[node]} ${depth} ${x0}-${x1}`)).toEqual([
      'total 0 0-1',
      'main 1 0-1',
      'parse 2 0-0.5',
      '<script>alert(1)</script> 3 0-0.2',
      'render 2 0.5-0.9',
    ]);
  });

  it('are those below the focus, with its ancestors faded', () => {
    expect(labels(picture({ focus: 2 }))).toEqual(['(total)', '(main)', 'parse', '<script>alert(1)</script>']);
  });

  it('stand on their root where flames go up', () => {
    expect(labels(picture({ direction: 'up' }))).toEqual([
      '<script>alert(1)</script>',
      'parse',
      'render',
      'main',
      'total',
    ]);
  });

  it('fade where a search did not find them', () => {
    const matches = Uint8Array.of(0, 0, 1, 0, 0);
    expect(labels(picture({ matches }))).toEqual([
      '(total)',
      '(main)',
      'parse',
      '(render)',
      '(<script>alert(1)</script>)',
    ]);
  });

  it('are left out below the rows there is room for, which is said', () => {
    expect(labels(picture(), 2)).toEqual(['total', 'main']);
    expect(svgOf(drawPicture(picture(), TOKENS, 2))).toContain('The 2 deepest rows are left out.');
  });

  it('too narrow to be seen are left out, and what is below them', () => {
    const placed = placeFrames(flameFrames(tree, tree.nodes, 1000), 0, 0.3);
    expect(placed.map(({ node }) => tree.names[node])).toEqual(['total', 'main', 'parse', 'render']);
  });
});

describe('an SVG of a flame graph', () => {
  const svg = svgOf(drawPicture(picture(), TOKENS));

  it('says what it shows, and what its colours mean', () => {
    for (const words of ['shop: cpu', 'cpu{service=&quot;shop&quot;}, 10:00 to 11:00 UTC', 'Application', 'Runtime']) {
      expect(svg).toContain(`>${words}</text>`);
    }
    expect(svg).toContain('<title>render: 400 ns, 40.0 %; itself 400 ns</title>');
  });

  it('has names as text, whatever they are', () => {
    expect(svg).toContain('>&lt;script&gt;alert(1)&lt;/script&gt;</text>');
    expect(svg).not.toContain('<script');
    const strange = svgOf(drawPicture(picture({ title: 'a\u0000b\ud800c\ufffe"' }), TOKENS));
    expect(strange).toContain('>a\ufffdb\ufffdc\ufffd&quot;</text>');
  });

  it('needs nothing from elsewhere', () => {
    expect(svg).not.toMatch(/var\(|oklch|url\(|href|style/);
    expect(svg.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
  });

  it('is the same every time', () => {
    expect(svgOf(drawPicture(picture(), TOKENS))).toBe(svg);
  });
});

describe('the colours of pictures', () => {
  it('are written in a form that every program reads', () => {
    expect(lightColour('var(--grew-4)', TOKENS)).toBe('#e6842a');
    // As Chromium's canvas converts the same colours.
    expect(lightColour('oklch(1 0 0)', TOKENS)).toBe('#ffffff');
    expect(lightColour('oklch(0.62796 0.25768 29.234)', TOKENS)).toBe('#ff0000');
    expect(lightColour('oklch(var(--flame-l1) var(--flame-c) 75)', TOKENS)).toMatch(/^#[0-9a-f]{6}$/);
    expect(() => lightColour('var(--none)', TOKENS)).toThrow('--none is no token');
    expect(changeLegend().map(({ colour }) => colour && lightColour(colour, TOKENS))).toContain('#5a97db');
  });
});

describe('text in a picture', () => {
  it('is cut where there is no room, and left out where nothing would be said', () => {
    expect(fitText('readFileSync', 200, 12)).toBe('readFileSync');
    expect(fitText('readFileSync', 50, 12)).toBe('readF…');
    expect(fitText('readFileSync', 14, 12)).toBe('');
    expect(fitText('', 100, 12)).toBe('');
    expect(textWidth(fitText('x'.repeat(100_000), 300, 12), 12)).toBeLessThanOrEqual(300);
    expect(fitText('😀'.repeat(100), 60, 12)).toMatch(/^(😀)+…$/u);
  });
});

describe('the name of a saved file', () => {
  it('says what is in it, and is one on every system', () => {
    expect(profileName('shop: cpu', '', 'pprof')).toBe('shop-cpu.pb.gz');
    expect(profileName('shop: cpu, compared', 'Before', 'speedscope')).toBe('shop-cpu-compared-before.speedscope.json');
    expect(fileName('../../etc/passwd<>:"|?*', 'svg')).toBe('etc-passwd.svg');
    expect(fileName('///', 'md')).toBe('perf.md');
    expect(fileName('x'.repeat(10_000), 'md')).toBe(`${'x'.repeat(80)}.md`);
  });
});
