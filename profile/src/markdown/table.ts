export interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
}

/** A table of cells that are Markdown already. Of no rows it is nothing. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [
    columns.map(({ heading }) => heading),
    columns.map(({ align }) => (align === 'right' ? '---:' : '---')),
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function left(heading: string): Column {
  return { heading, align: 'left' };
}

export function right(heading: string): Column {
  return { heading, align: 'right' };
}

/** Blocks with a blank line between them; those that are empty are left out. */
export function document(...blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** A section with its heading; nothing where it is empty. */
export function section(heading: string, ...blocks: readonly string[]): string {
  const filled = blocks.filter((block) => block !== '');
  return filled.length === 0 ? '' : [`## ${heading}`, ...filled].join('\n\n');
}
