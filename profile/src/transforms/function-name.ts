import { ANONYMOUS } from '../identity.js';
import type { FunctionTable } from '../types.js';

/** Which functions are meant: those of this name and, as far as it is said, this file, line and package. */
export interface FunctionName {
  readonly name: string;
  readonly file: string | null;
  /** Where the function begins; 0 where it does not matter. Tells the anonymous functions of one file apart. */
  readonly line: number;
  readonly package: string | null;
}

/** A text that cannot be read; the message names the mistake and the fix. */
export class StepsError extends Error {}

/** The name of one function of a report, exactly. Lines move with every edit, so only anonymous functions have theirs. */
export function functionName(row: { name: string; file: string; package: string; line: number }): FunctionName {
  const { name, file, line } = row;
  return { name, file, line: name === ANONYMOUS ? line : 0, package: row.package };
}

/** For each function of a table whether it is meant. */
export function functionMatcher(functions: FunctionTable, wanted: FunctionName): (functionId: number) => boolean {
  const matches = Uint8Array.from(functions.name, (name, id) =>
    Number(
      name === wanted.name &&
        (wanted.file === null || functions.file[id] === wanted.file) &&
        (wanted.line === 0 || functions.startLine[id] === wanted.line) &&
        (wanted.package === null || functions.package[id] === wanted.package),
    ),
  );
  return (id) => matches[id] === 1;
}

/** `name`, `name@file`, `name@file:line`, `name@file@package`; `%`, `;`, `@` and `:` inside them are escaped. */
export function printFunctionName({ name, file, line, package: packageName }: FunctionName): string {
  const parts = [escapeText(name)];
  if (file !== null) parts.push(escapeText(file) + (line > 0 ? `:${line}` : ''));
  if (file !== null && packageName !== null) parts.push(escapeText(packageName));
  return parts.join('@');
}

/** A package may have its own `@`. @throws StepsError */
export function parseFunctionName(text: string): FunctionName {
  const [name = '', place = null, ...rest] = text.split('@');
  const [, file = '', line = '0'] = /^(.*?)(?::(\d{1,10}))?$/s.exec(place ?? '') ?? [];
  return {
    name: unescapeText(name),
    file: place === null ? null : unescapeText(file),
    line: Number(line),
    package: rest.length === 0 ? null : unescapeText(rest.join('@')),
  };
}

export function escapeText(text: string): string {
  return text.replace(/[%;@:]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** @throws StepsError */
export function unescapeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new StepsError(`${JSON.stringify(text)} has a % that begins no escape: write %25 for a percent sign.`);
  }
}
