import { type Paint, type Style, unpainted } from './terminal/paint.js';

/** A column: its heading, `right` for figures, and how its cells look. */
export interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
  readonly style?: (cell: string) => Style;
}

/** A column of names. */
export function left(heading: string, style?: Column['style']): Column {
  return { heading, align: 'left', style };
}

/** A column of figures. */
export function right(heading: string, style?: Column['style']): Column {
  return { heading, align: 'right', style };
}

/**
 * Rows as text in aligned columns, two spaces apart, without trailing blanks.
 *
 * @example
 * table([right('self'), left('function')], [['1.20 s', 'render']])
 * //   self  function
 * // 1.20 s  render
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], paint = unpainted): string {
  const headings = columns.map((column) => column.heading);
  const cells = rows.map((row) => row.map(printable));
  const widths = columns.map((_, index) => Math.max(...[headings, ...cells].map((row) => row[index]?.length ?? 0)));
  const line = (row: readonly string[], styleOf: (column: Column, cell: string) => Style): string => {
    const last = row.findLastIndex((cell) => cell !== '');
    const shown = columns.slice(0, last + 1);
    return shown
      .map((column, at) => drawn(column, row[at] ?? '', widths[at] ?? 0, at === last, paint, styleOf))
      .join('  ');
  };
  return [
    line(headings, () => 'quiet'),
    ...cells.map((row) => line(row, (column, cell) => column.style?.(cell) ?? 'plain')),
  ].join('\n');
}

/** Names come from whoever sent the profile: control characters, which could steer a terminal, become `?`. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Bidi_Control}/gu, '?');
}

function drawn(
  column: Column,
  cell: string,
  width: number,
  isLast: boolean,
  paint: Paint,
  styleOf: (column: Column, cell: string) => Style,
): string {
  const text = paint(styleOf(column, cell), cell);
  const blanks = ' '.repeat(width - cell.length);
  if (column.align === 'right') return blanks + text;
  return isLast ? text : text + blanks;
}
