import { z } from 'zod';
import { Refusal } from '../errors.js';
import { nearest } from '../nearest.js';

/** A text that is there, and has no characters that steer terminals. */
export function text(most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'must have no control characters');
}

/** A body as it should be. @throws Refusal 400 with the first mistake. @param what the body is of. */
export function shaped<T extends z.ZodObject>(shape: T, body: unknown, what: string): z.infer<T> {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys' && issue.path.length === 0) {
    const key = issue.keys[0] ?? '';
    const known = Object.keys(shape.shape);
    const near = nearest(key, known);
    const hint = near === null ? '.' : `; did you mean ${near}?`;
    throw new Refusal(400, `${what} has no ${JSON.stringify(key.slice(0, 60))}${hint} Known: ${known.join(', ')}.`);
  }
  const where = issue === undefined || issue.path.length === 0 ? what : issue.path.join('.');
  throw new Refusal(400, `${where}: ${issue?.message ?? 'is not what it should be'}.`);
}
