/** What a text is, told by colour where there is one: never by colour alone. */
export type Style = 'plain' | 'quiet' | 'strong' | 'more' | 'less';

export type Paint = (style: Style, text: string) => string;

/** ANSI's numbers. More and less are told apart by those who see no red and green, as in the viewer. */
const CODES: Readonly<Record<Style, readonly [on: number, off: number] | undefined>> = {
  plain: undefined,
  quiet: [2, 22],
  strong: [1, 22],
  more: [33, 39],
  less: [36, 39],
};

export const unpainted: Paint = (_style, text) => text;

const painted: Paint = (style, text) => {
  const codes = CODES[style];
  return codes === undefined || text === '' ? text : `\u001b[${codes[0]}m${text}\u001b[${codes[1]}m`;
};

/** Colours on a terminal that has them. NO_COLOR (no-color.org) turns them off, FORCE_COLOR on, for a pager. */
export function paintOf(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): Paint {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (NO_COLOR) return unpainted;
  if (FORCE_COLOR) return FORCE_COLOR === '0' ? unpainted : painted;
  return stream.isTTY && TERM !== 'dumb' ? painted : unpainted;
}
