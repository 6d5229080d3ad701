/** How wide text is, roughly: a picture is made without a page that could measure it. Pure. */

const NARROW = /[ijltfrI.,:;'"!|()[\]{}/\\` -]/;
const WIDE = /[mwMW@%]/;
const UPPER = /[A-Z0-9_$#&+<>=~]/;

/** Rather too wide than too narrow. */
export function textWidth(text: string, sizePixels: number): number {
  let ems = 0;
  for (const character of text) {
    if (character > '\u1100') ems += 1.1;
    else if (NARROW.test(character)) ems += 0.38;
    else if (WIDE.test(character)) ems += 0.95;
    else ems += UPPER.test(character) ? 0.7 : 0.6;
  }
  return ems * sizePixels;
}

/** As much of the text as there is room for, `…` in place of the rest; nothing where that says nothing. */
export function fitText(text: string, roomPixels: number, sizePixels: number): string {
  // No line is longer than this, however narrow its letters.
  const most = Math.max(0, Math.ceil(roomPixels / (0.3 * sizePixels)));
  const start = Array.from(text.slice(0, 2 * most));
  if (text.length <= 2 * most && textWidth(text, sizePixels) <= roomPixels) return text;
  let ems = textWidth('…', sizePixels);
  let kept = 0;
  for (const character of start) {
    ems += textWidth(character, sizePixels);
    if (ems > roomPixels) break;
    kept++;
  }
  return kept < 2 ? '' : `${start.slice(0, kept).join('')}…`;
}
