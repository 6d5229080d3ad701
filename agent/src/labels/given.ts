import { sayOnce } from '../log.js';
import { LABEL_NAME } from '../options.js';

const MOST_LABELS = 16;
const LONGEST_NAME = 128;
const LONGEST_VALUE = 256;

/**
 * The labels given in code that can be shipped, undefined for none: strings, numbers, booleans. Values longer than 256
 * characters are cut. Never throws; what is wrong is named once on stderr and left out.
 */
export function checkLabels(given: unknown): Record<string, string> | undefined {
  if (typeof given !== 'object' || given === null) {
    sayOnce(`withLabels() takes an object of labels first, not ${typeof given}; it is ignored`);
    return undefined;
  }
  let checked: Record<string, string> | undefined;
  let count = 0;
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === '') continue;
    const text = typeof value === 'string' ? value : textOf(value);
    if (text === undefined) {
      sayOnce(`withLabels({ ${name} }) takes text, not ${typeof value}; the label is ignored`);
    } else if (!LABEL_NAME.test(name) || name.length > LONGEST_NAME) {
      sayOnce(`withLabels() cannot name a label "${name.slice(0, LONGEST_NAME)}": letters, digits, "_", "." and "-"`);
    } else if (count >= MOST_LABELS) {
      sayOnce(`withLabels() takes ${MOST_LABELS} labels at once; further ones are ignored`);
    } else {
      checked ??= {};
      checked[name] = text.length > LONGEST_VALUE ? text.slice(0, LONGEST_VALUE) : text;
      count++;
    }
  }
  return checked;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : undefined;
}
