/**
 * Steps from a call tree to the view of it that somebody chose, and their text: `focus:name@file;mine;invert`.
 *
 * They are taken in their order; each sees what the one before it made. `invert` alone is always the last, wherever it
 * stands: all others are about who calls whom.
 */
import {
  escapeText,
  type FunctionName,
  parseFunctionName,
  printFunctionName,
  StepsError,
  unescapeText,
} from './function-name.js';

export type Step =
  | { readonly kind: 'focus' | 'ignore' | 'hide'; readonly function: FunctionName }
  | { readonly kind: 'package'; readonly package: string }
  | { readonly kind: 'mine' | 'recursion' | 'invert' };

export const MAX_STEPS = 20;
/** Of the text of all steps. */
export const MAX_STEPS_LENGTH = 16_384;

const KNOWN = 'focus:<function>, ignore:<function>, hide:<function>, package:<name>, mine, recursion, invert';

export function printSteps(steps: readonly Step[]): string {
  return steps.map(printStep).join(';');
}

/** @throws StepsError that names the mistake and what is known. */
export function parseSteps(text: string): Step[] {
  if (text === '') return [];
  if (text.length > MAX_STEPS_LENGTH) {
    throw new StepsError(`It has ${text.length} characters; at most ${MAX_STEPS_LENGTH} are read.`);
  }
  const parts = text.split(';');
  if (parts.length > MAX_STEPS) throw new StepsError(`It has ${parts.length} steps; at most ${MAX_STEPS} are taken.`);
  return parts.map(parseStep);
}

function printStep(step: Step): string {
  if ('function' in step) return `${step.kind}:${printFunctionName(step.function)}`;
  return 'package' in step ? `package:${escapeText(step.package)}` : step.kind;
}

function parseStep(text: string): Step {
  const colon = text.indexOf(':');
  const kind = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? '' : text.slice(colon + 1);
  switch (kind) {
    case 'focus':
    case 'ignore':
    case 'hide':
      if (rest === '')
        throw new StepsError(`${kind} names no function: write ${kind}:parse, or ${kind}:parse@src/a.ts.`);
      return { kind, function: parseFunctionName(rest) };
    case 'package':
      if (rest === '') throw new StepsError('package names none: write package:express.');
      return { kind, package: unescapeText(rest) };
    case 'mine':
    case 'recursion':
    case 'invert':
      if (colon >= 0)
        throw new StepsError(`Nothing follows ${kind}: write ${kind} instead of ${JSON.stringify(text)}.`);
      return { kind };
    default:
      throw new StepsError(`There is no step ${JSON.stringify(text)}. Known: ${KNOWN}.`);
  }
}
