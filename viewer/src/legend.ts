/** What the colours of frames mean, as it is said beside a flame graph and in pictures of it. Pure. */
import type { FunctionColumns, TreeColumns } from '@perf/profile/api.js';
import { CHANGE_STEPS, changeColour, changeGlyph, type Kind, kindOf, packageColour } from './colours.js';
import { placeOf } from './frames.js';

export interface LegendItem {
  readonly text: string;
  /** A CSS colour; null for words between colours. */
  readonly colour: string | null;
}

const KINDS: readonly (readonly [Exclude<Kind, 'dependency'>, string, string])[] = [
  ['application', 'Application', packageColour('', { file: 'any', package: '' })],
  ['node', 'Node.js', packageColour('', { file: '', package: 'node:' })],
  ['runtime', 'Runtime', packageColour('', { file: '', package: '' })],
];
const DEPENDENCIES = 4;

/** The kinds of packages that occur, and the dependencies with the most self value. */
export function packageLegend(columns: FunctionColumns, nodes: TreeColumns): LegendItem[] {
  const self = new Map<string, number>();
  const kinds = new Set<Kind>();
  nodes.name.forEach((fn, node) => {
    const value = nodes.self[node] ?? 0;
    const place = placeOf(columns, fn);
    const kind = kindOf(place);
    if (node === 0 || nodes.folded[node] || value <= 0) return;
    kinds.add(kind);
    if (kind === 'dependency') self.set(place.package, (self.get(place.package) ?? 0) + value);
  });
  const dependencies = [...self].sort((a, b) => b[1] - a[1]).slice(0, DEPENDENCIES);
  return [
    ...KINDS.filter(([kind]) => kinds.has(kind)).map(([, text, colour]) => ({ text, colour })),
    ...dependencies.map(([name]) => ({ text: name, colour: packageColour('', { file: '', package: name }) })),
  ];
}

/** From shrank most to grew most, with the share of the total from which each colour begins. */
export function changeLegend(): LegendItem[] {
  const levels = CHANGE_STEPS.map((_, index) => index + 1);
  const item = (level: number): LegendItem => {
    const share = CHANGE_STEPS[Math.abs(level) - 1] as number;
    return { text: `${changeGlyph(level)}${share * 100} %`, colour: changeColour(level) };
  };
  return [
    { text: 'shrank', colour: null },
    ...levels.map((level) => item(-level)).reverse(),
    { text: 'same', colour: changeColour(0) },
    ...levels.map(item),
    { text: 'grew', colour: null },
  ];
}
