import type { Budget } from '@perf/profile';
import { z } from 'zod';
import { Refusal } from '../errors.js';
import { mistakeText } from '../mistakes.js';
import { nearest } from '../nearest.js';

/** Budgets that one file, one gate and one server may have. */
export const mostBudgets = 100;

const text = (most: number) => z.string().min(1).max(most);
const limit = (most: number) => z.number().nonnegative().max(most);
const of = {
  name: text(100).regex(/^[^\p{Cc}]+$/u, 'must have no control characters'),
  service: text(200),
  env: z.string().max(200).optional(),
};
const ofFunction = {
  function: text(1_000),
  package: z.string().max(500).optional(),
  file: z.string().max(1_000).optional(),
  of: z.enum(['self', 'total']).default('self'),
};

const shapes = {
  cpuPerRequest: z.strictObject({ kind: z.literal('cpuPerRequest'), ...of, atMostPercent: limit(10_000) }),
  functionCpu: z.strictObject({ kind: z.literal('functionCpu'), ...of, ...ofFunction, atMostPercent: limit(10_000) }),
  share: z.strictObject({ kind: z.literal('share'), ...of, ...ofFunction, atMostPercent: limit(100) }),
  heap: z.strictObject({ kind: z.literal('heap'), ...of, atMostPercent: limit(10_000) }),
  heapGrowth: z.strictObject({ kind: z.literal('heapGrowth'), ...of, atMostMiBPerHour: limit(1_000_000) }),
} satisfies Record<Budget['kind'], z.ZodType<Budget>>;

const kinds = Object.keys(shapes) as Budget['kind'][];

/**
 * A list of budgets, as files and requests have it.
 *
 * @throws Refusal 400 that names the budget and the mistake.
 */
export function readBudgets(list: unknown): Budget[] {
  if (!Array.isArray(list))
    throw new Refusal(400, 'Budgets are a JSON list of objects: [{"name": ..., "service": ..., "kind": ...}].');
  if (list.length > mostBudgets) {
    throw new Refusal(400, `There are ${list.length} budgets; at most ${mostBudgets} are accepted.`);
  }
  const names = new Set<string>();
  return list.map((one: unknown, at) => {
    const budget = readBudget(one, `budget ${at + 1}`);
    if (names.has(budget.name))
      throw new Refusal(400, `budget ${JSON.stringify(budget.name)} is there twice: name one otherwise.`);
    names.add(budget.name);
    return budget;
  });
}

/** @param position what it is called as long as it has no name. */
export function readBudget(given: unknown, position = 'the budget'): Budget {
  const { name, kind } = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  const called = typeof name === 'string' && name !== '' ? `budget ${JSON.stringify(name.slice(0, 100))}` : position;
  const known = kinds.find((one) => one === kind);
  if (known === undefined) {
    const near = typeof kind === 'string' ? nearest(kind, kinds) : null;
    const mistake = kind === undefined ? 'kind is missing' : `there is no kind ${JSON.stringify(kind)?.slice(0, 60)}`;
    const hint = near === null ? '.' : `; did you mean ${near}?`;
    throw new Refusal(400, `${called}: ${mistake}${hint} Known: ${kinds.join(', ')}.`);
  }
  const parsed = shapes[known].safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0] as z.core.$ZodIssue;
  throw new Refusal(
    400,
    mistakeText(issue, called, () => Object.keys(shapes[known].shape)),
  );
}
