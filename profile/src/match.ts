/** What a search matches, everywhere: plain text in any of some texts, whatever its case. Never a regular expression. */
import type { TopRow } from './api.js';

/** What is looked for: blanks around it and its case do not count. Empty for no search. */
export function wantedText(search: string): string {
  return search.trim().toLowerCase();
}

/** @param wanted as `wantedText` makes it. */
export function matchesText(texts: readonly string[], wanted: string): boolean {
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

/** The rows whose function a search finds; all for an empty one. */
export function searchRows(rows: readonly TopRow[], search: string): readonly TopRow[] {
  const wanted = wantedText(search);
  return wanted === '' ? rows : rows.filter((row) => matchesText([row.name, row.file, row.package], wanted));
}
