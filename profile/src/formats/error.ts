/** A file that cannot be read as a profile. `message` is a sentence for whoever opened it: what is wrong, and where. */
export class FormatError extends SyntaxError {
  override readonly name = 'FormatError';
}

/** @throws FormatError: what `place` holds is not what it must be. */
export function wrong(place: string, value: unknown, expected: string): never {
  throw new FormatError(`${place} is ${described(value)}, but it must be ${expected}.`);
}

const SHOWN_CHARACTERS = 40;

function described(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
