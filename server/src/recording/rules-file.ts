import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { mistakeText } from '../mistakes.js';

const mostBytes = 1024 * 1024;
const mostRules = 100;
const text = (most: number) => z.string().min(1, 'Write something, or leave it out').max(most);

const ruleShape = z.strictObject({
  name: z.string().regex(/^[\w.:-]{1,100}$/, 'Write 1 to 100 letters, digits and _ . : -'),
  service: text(200),
  env: z.string().max(200).optional(),
  labels: z.record(text(128), z.string().max(1_024)).optional(),
  function: text(1_000),
  file: text(1_000).optional(),
  package: z.string().max(500).optional(),
  of: z.enum(['self', 'total'], { error: 'Write self or total' }).default('self'),
  per: z.literal('request', { error: 'Write request, or leave it out' }).optional(),
});

/** A function whose cost becomes a metric. */
export type RecordingRule = z.infer<typeof ruleShape>;

const fileShape = z.strictObject({ rules: z.array(z.unknown()).max(mostRules, `There may be ${mostRules} at most`) });

/** Of what the series is told by: what a rule's labels may not say again. */
const ownLabels = ['service', 'env'];

/**
 * The functions to record, as the operator chose them.
 *
 * @throws with the file, and each rule that has a mistake by its name.
 */
export function readRecordingRules(path: string): RecordingRule[] {
  try {
    if (statSync(path).size > mostBytes) throw new Error(`The file has more than ${mostBytes} bytes.`);
    return recordingRules(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof SyntaxError ? `This is not JSON: ${error.message}.` : (error as Error).message;
    throw new Error(`--recording-rules ${path}: ${reason}`);
  }
}

function recordingRules(json: unknown): RecordingRule[] {
  const file = fileShape.safeParse(json);
  if (!file.success) {
    const mistakes = file.error.issues.map((issue) => mistakeText(issue, '', () => Object.keys(fileShape.shape)));
    throw new Error(`${mistakes.join(' ')} It reads {"rules": [{"name": ..., "service": ..., "function": ...}]}.`);
  }
  const names = new Set<string>();
  const mistakes: string[] = [];
  const rules = file.data.rules.flatMap((given, at) => {
    const called = nameOf(given, at);
    const parsed = ruleShape.safeParse(given);
    if (!parsed.success) {
      for (const issue of parsed.error.issues)
        mistakes.push(`${called}: ${mistakeText(issue, '', () => Object.keys(ruleShape.shape))}`);
      return [];
    }
    const rule = parsed.data;
    if (names.has(rule.name)) mistakes.push(`${called}: There is another of this name: call one of them otherwise.`);
    const again = ownLabels.find((label) => rule.labels?.[label] !== undefined);
    if (again !== undefined) mistakes.push(`${called}: labels.${again}: Write it beside the labels, as ${again}.`);
    names.add(rule.name);
    return [rule];
  });
  if (mistakes.length > 0) throw new Error(mistakes.slice(0, 5).join(' '));
  return rules;
}

function nameOf(given: unknown, at: number): string {
  const { name } = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  return typeof name === 'string' && name !== '' ? `rule ${JSON.stringify(name.slice(0, 100))}` : `rule ${at + 1}`;
}
