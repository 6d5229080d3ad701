import type { FunctionColumns, TreeColumns } from '@perf/profile/api.js';
import type { ComponentChildren } from 'preact';
import { CHANGE_STEPS, changeColour, changeGlyph, type Kind, kindOf, packageColour } from '../colours.js';
import { placeOf } from '../frames.js';
import { Name } from './name.js';

interface PackageLegendProps {
  readonly report: FunctionColumns & { readonly nodes: TreeColumns };
}

const KINDS: readonly (readonly [Kind, string])[] = [
  ['application', 'Application'],
  ['node', 'Node.js'],
  ['runtime', 'Runtime'],
];
const DEPENDENCIES = 4;

/** What the colours of packages mean: the kinds that occur, and the dependencies with the most self value. */
export function PackageLegend({ report }: PackageLegendProps) {
  const { nodes } = report;
  const self = new Map<string, number>();
  const kinds = new Set<Kind>();
  nodes.name.forEach((fn, node) => {
    const value = nodes.self[node] ?? 0;
    const place = placeOf(report, fn);
    const kind = kindOf(place);
    if (node === 0 || nodes.folded[node] || value <= 0) return;
    kinds.add(kind);
    if (kind === 'dependency') self.set(place.package, (self.get(place.package) ?? 0) + value);
  });
  const dependencies = [...self].sort((a, b) => b[1] - a[1]).slice(0, DEPENDENCIES);
  return (
    <ul class="legend" aria-label="Colours">
      {KINDS.filter(([kind]) => kinds.has(kind)).map(([kind, text]) => (
        <Swatch key={kind} colour={SAMPLES[kind]} text={text} />
      ))}
      {dependencies.map(([name]) => (
        <Swatch key={name} colour={packageColour('', { file: '', package: name })} text={<Name text={name} />} />
      ))}
    </ul>
  );
}

const SAMPLES: Readonly<Record<Kind, string>> = {
  application: packageColour('', { file: 'any', package: '' }),
  node: packageColour('', { file: '', package: 'node:' }),
  runtime: 'var(--flame-runtime)',
  dependency: packageColour('', { file: '', package: 'dependency' }),
};

/** From shrank most to grew most, with the share of the total from which each colour begins. */
export function ChangeLegend() {
  const levels = CHANGE_STEPS.map((_, index) => index + 1);
  const swatch = (level: number, share: number) => (
    <Swatch key={level} colour={changeColour(level)} text={`${changeGlyph(level)}${share * 100} %`} />
  );
  return (
    <ul class="legend change-legend" aria-label="Colours: change as a share of the whole">
      <li>shrank</li>
      {[...levels].reverse().map((level) => swatch(-level, CHANGE_STEPS[level - 1] as number))}
      <Swatch colour={changeColour(0)} text="same" />
      {levels.map((level) => swatch(level, CHANGE_STEPS[level - 1] as number))}
      <li>grew</li>
    </ul>
  );
}

function Swatch({ colour, text }: { readonly colour: string; readonly text: ComponentChildren }) {
  return (
    <li>
      <span class="swatch" style={{ background: colour }} />
      {text}
    </li>
  );
}
