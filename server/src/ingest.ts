import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from './errors.js';
import type { Limits } from './limits.js';
import { mistakeText } from './mistakes.js';
import type { IncomingWindow } from './store/store.js';
import { parseTimeMs } from './time.js';

/** An ingest request after HTTP: its query string, and its parts. */
export interface IngestRequest {
  readonly search: URLSearchParams;
  readonly profiles: readonly Uint8Array[];
  /** The `meta` part of a multipart body. */
  readonly meta: string | null;
  readonly receivedMs: number;
}

const metaShape = z.strictObject({
  id: z.string().min(1).max(200).optional(),
  from: z.number().int().nonnegative().optional(),
  until: z.number().int().nonnegative().optional(),
  root: z.string().max(4_096).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  numbers: z.record(z.string(), z.number()).optional(),
});

/** Query parameters that are not labels. */
const reserved = ['id', 'from', 'until'];

/**
 * What a request says, checked: query parameters over the meta part. Without an id the content's hash is one, so that
 * the same bytes under the same labels and times are counted once.
 */
export function readWindow(request: IngestRequest, limits: Limits): IncomingWindow {
  const { search, profiles, receivedMs } = request;
  const meta = request.meta === null ? {} : parseMeta(request.meta);
  if (profiles.length === 0 && meta.numbers === undefined) {
    throw new Refusal(
      400,
      'There is no profile: send one as the body, or as parts named "profile" of multipart/form-data.',
    );
  }
  if (profiles.length > limits.profilesPerWindow) {
    throw new Refusal(
      413,
      `The window has ${profiles.length} profiles; at most ${limits.profilesPerWindow} are accepted.`,
    );
  }
  for (const name of new Set(search.keys())) {
    if (search.getAll(name).length > 1) throw new Refusal(400, `${name} is given twice: leave one.`);
  }
  const asked = new Map([...search].filter(([name]) => !reserved.includes(name)));
  const labels = checkLabels({ ...meta.labels, ...Object.fromEntries(asked) }, limits);
  const numbers = checkNumbers(meta.numbers, limits);
  const id = search.get('id') ?? meta.id ?? contentId(labels, request);
  if (id === '' || id.length > 200) throw new Refusal(400, 'id must have 1 to 200 characters.');
  return {
    id,
    labels,
    profiles,
    fromMs: timeOf(search, 'from', receivedMs) ?? meta.from,
    untilMs: timeOf(search, 'until', receivedMs) ?? meta.until,
    root: meta.root,
    numbers,
    receivedMs,
  };
}

function parseMeta(text: string): z.infer<typeof metaShape> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Refusal(400, 'The meta part is not JSON.');
  }
  const parsed = metaShape.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0] as z.core.$ZodIssue;
  throw new Refusal(
    400,
    mistakeText(issue, 'meta', () => Object.keys(metaShape.shape)),
  );
}

function timeOf(search: URLSearchParams, name: string, nowMs: number): number | undefined {
  const text = search.get(name);
  return text === null ? undefined : parseTimeMs(text, name, nowMs);
}

/** What is no part of any UTF-8 text. JSON can write it, an address cannot: nothing could ask for it again. */
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Labels in order of their names, so that equal labels are equal text. */
function checkLabels(given: Record<string, string>, limits: Limits): IncomingWindow['labels'] {
  const names = Object.keys(given)
    .filter((name) => given[name] !== '')
    .sort();
  if (names.length > limits.labelsPerSeries) {
    throw new Refusal(413, `There are ${names.length} labels; at most ${limits.labelsPerSeries} are accepted.`);
  }
  for (const name of names) {
    if (!/^[A-Za-z_][\w.-]*$/.test(name) || name.length > limits.labelNameLength) {
      throw new Refusal(
        400,
        `The label name ${JSON.stringify(name.slice(0, 60))} is not usable: letters, digits and _ . - only, not beginning ` +
          `with a digit, at most ${limits.labelNameLength} characters.`,
      );
    }
    const length = given[name]?.length ?? 0;
    if (length > limits.labelValueLength) {
      throw new Refusal(
        413,
        `The label ${name} has ${length} characters; at most ${limits.labelValueLength} are accepted.`,
      );
    }
  }
  const { service } = given;
  if (service === undefined || service === '') {
    throw new Refusal(400, 'The label service is missing: add ?service=<name of the service>.');
  }
  const text = (name: string) => (given[name] as string).replace(LONE_SURROGATES, '\ufffd');
  return Object.fromEntries(names.map((name) => [name, text(name)])) as IncomingWindow['labels'];
}

function checkNumbers(numbers: Record<string, number> | undefined, limits: Limits): Record<string, number> | undefined {
  const count = Object.keys(numbers ?? {}).length;
  if (count > limits.numbersPerWindow) {
    throw new Refusal(413, `The window has ${count} numbers; at most ${limits.numbersPerWindow} are accepted.`);
  }
  return numbers;
}

function contentId(labels: Record<string, string>, { search, profiles, meta }: IngestRequest): string {
  const said = [labels, search.get('from'), search.get('until'), meta];
  const hash = createHash('sha256').update(JSON.stringify(said));
  for (const profile of profiles) hash.update(`\0${profile.length}\0`).update(profile);
  return `sha256-${hash.digest('hex')}`;
}
