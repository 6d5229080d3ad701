import type { Tokens } from './light.js';

/** The tokens of the light theme, whichever is shown: those of the rule without a condition. */
export function lightTokens(): Tokens {
  const tokens = new Map<string, string>();
  for (const { cssRules } of document.styleSheets) {
    for (const rule of cssRules) {
      if (!(rule instanceof CSSStyleRule) || rule.selectorText !== ':root') continue;
      for (const name of rule.style) {
        if (name.startsWith('--')) tokens.set(name, rule.style.getPropertyValue(name).trim());
      }
    }
  }
  return tokens;
}
