const MOST_CHARACTERS = 60;

/** What stands between the quotes of a string literal, escapes as they are. */
export function unquoted(literal: string): string {
  return literal.slice(1, literal.endsWith(literal.charAt(0)) && literal.length > 1 ? -1 : undefined);
}

/** The names of a member expression, as V8 joins them: `a["b"]?.c[0]` is `a`, `b`, `c`, `<computed>`. */
function members(chain: string): string[] {
  if (/^[\w$]*$/.test(chain)) return [chain];
  return chain
    .replace(/\[\s*(?:"([^"\]]*)"|'([^'\]]*)'|[^\]]*)\s*\]/g, (_, a, b) => `.${a ?? b ?? '<computed>'}`)
    .replace(/\/\*.*?\*\/|\s|[?!]/gs, '')
    .split('.')
    .filter((name) => name !== '');
}

/** A key in brackets, as a name: `[Symbol.iterator]`. */
export function computedKey(key: string): string {
  return key.length > MOST_CHARACTERS ? '<computed>' : key.replace(/\s+/g, ' ');
}

/** The name of a function that is assigned to this expression, as V8 infers it. */
export function targetText(chain: string): string {
  return members(chain)
    .filter((name) => name !== 'this' && name !== 'prototype')
    .join('.')
    .slice(0, MOST_CHARACTERS);
}

/** How a call of this expression is written in a name: its last three members. */
function calleeText(chain: string): string {
  const names = members(chain);
  return (names[0] === 'this' ? names.slice(1) : names).slice(-3).join('.').slice(0, MOST_CHARACTERS);
}

/** What a function is that is passed to a call: `app.get("/x") callback`. */
export function callbackText(chain: string, constructs: boolean, argument: string): string {
  const callee = calleeText(chain);
  const shown = argument === '' ? '' : `("${argument.slice(0, MOST_CHARACTERS)}")`;
  return `${constructs && callee !== '' ? 'new ' : ''}${callee}${shown} callback`.trim();
}
