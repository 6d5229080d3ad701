/** A column: its heading, and `right` for figures. */
export interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
}

/**
 * Rows as text in aligned columns, two spaces apart, without trailing blanks.
 *
 * @example
 * table([{ heading: 'self', align: 'right' }, { heading: 'function', align: 'left' }], [['1.20 s', 'render']])
 * //   self  function
 * // 1.20 s  render
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = [columns.map((column) => column.heading), ...rows.map((row) => row.map(printable))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  const lines = cells.map((row) => row.map((cell, index) => aligned(cell, widths[index] ?? 0, columns[index])));
  return lines.map((line) => line.join('  ').trimEnd()).join('\n');
}

/** Names come from whoever sent the profile: control characters, which could steer a terminal, become `?`. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Bidi_Control}/gu, '?');
}

function aligned(cell: string, width: number, column: Column | undefined): string {
  return column?.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
}
