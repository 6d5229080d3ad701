import type { SampleType } from '../types.js';
import { defaultReadLimits, type ReadLimits } from './bounds.js';
import { ProfileBuilder } from './builder.js';
import { FormatError, wrong } from './error.js';
import { isObject, type JsonObject, listAt, numberAt } from './json.js';
import type { ParsedProfile } from './parsed.js';

/** The format's units, as sample types. It does not say what the time is that it measures. */
const TYPES: Readonly<Record<string, SampleType>> = {
  none: { type: 'samples', unit: 'count' },
  nanoseconds: { type: 'time', unit: 'nanoseconds' },
  microseconds: { type: 'time', unit: 'microseconds' },
  milliseconds: { type: 'time', unit: 'milliseconds' },
  seconds: { type: 'time', unit: 'seconds' },
  bytes: { type: 'space', unit: 'bytes' },
};

/** What tells the profiles of a file apart: a thread's name most of the time. */
const PROFILE_LABEL = 'profile';

/**
 * A file of speedscope's format, of one profile or several, which become samples labelled `profile`.
 *
 * @throws FormatError naming the field.
 */
export function fromSpeedscope(json: JsonObject, limits: ReadLimits = defaultReadLimits): ParsedProfile {
  const profiles = listAt(json.profiles, 'profiles').map((profile, index) => headOf(profile, `profiles[${index}]`));
  const units = [...new Set(profiles.map(({ unit }) => unit))];
  if (units.length === 0) throw new FormatError('profiles is empty: the file holds no profile.');
  const builder = new ProfileBuilder(
    units.map((unit) => TYPES[unit] as SampleType),
    limits,
  );
  const frames = framesOf(json.shared, builder);
  const names = uniqueNames(profiles.map(({ name }, index) => name || `profile ${index + 1}`));
  for (const [index, { profile, place, unit }] of profiles.entries()) {
    const str = names[index] as string;
    const rows = builder.group(profiles.length > 1 ? [{ key: PROFILE_LABEL, str, num: 0, numUnit: '' }] : []);
    const column = units.indexOf(unit);
    const values = new Array<number>(units.length).fill(0);
    const add = (node: number, value: number) => {
      values[column] = value;
      rows.add(node, values);
    };
    if (profile.type === 'sampled') readSamples(profile, place, { frames, builder, add });
    else readEvents(profile, place, { frames, builder, add });
  }
  return { profile: builder.build(), durationMs: Number.NaN };
}

interface Head {
  readonly profile: JsonObject;
  readonly place: string;
  readonly name: string;
  /** A key of TYPES. */
  readonly unit: string;
}

function headOf(profile: unknown, place: string): Head {
  if (!isObject(profile)) wrong(place, profile, 'an object');
  const { type, unit, name } = profile;
  if (type !== 'sampled' && type !== 'evented') wrong(`${place}.type`, type, "'sampled' or 'evented'");
  if (typeof unit !== 'string' || !Object.hasOwn(TYPES, unit)) {
    wrong(`${place}.unit`, unit, `one of ${Object.keys(TYPES).join(', ')}`);
  }
  return { profile, place, unit, name: typeof name === 'string' ? name : '' };
}

/** A name that is not the first of its kind gets a number: `main`, `main (2)`. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let nth = 2; taken.has(unique); nth++) unique = `${name} (${nth})`;
    taken.add(unique);
    return unique;
  });
}

function framesOf(shared: unknown, builder: ProfileBuilder): Int32Array {
  if (!isObject(shared)) wrong('shared', shared, 'an object');
  const frames = listAt(shared.frames, 'shared.frames');
  return Int32Array.from(frames, (frame, index) => {
    const place = `shared.frames[${index}]`;
    if (!isObject(frame)) wrong(place, frame, 'an object');
    const { name, file, line, col } = frame;
    if (typeof name !== 'string') wrong(`${place}.name`, name, 'a name');
    return builder.frame(name, typeof file === 'string' ? file : '', positionOf(line), positionOf(col));
  });
}

/** Many writers leave these out, or write null. */
function positionOf(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;
}

interface Target {
  readonly frames: Int32Array;
  readonly builder: ProfileBuilder;
  readonly add: (node: number, value: number) => void;
}

function frameAt({ frames }: Target, index: unknown, place: () => string): number {
  const frame = typeof index === 'number' ? frames[index] : undefined;
  if (frame === undefined) wrong(place(), index, `the index of one of the ${frames.length} frames of shared.frames`);
  return frame;
}

/** Stacks from the root, each with a weight. */
function readSamples(profile: JsonObject, place: string, target: Target): void {
  const samples = listAt(profile.samples, `${place}.samples`);
  const weights = listAt(profile.weights, `${place}.weights`);
  if (weights.length !== samples.length) {
    throw new FormatError(`${place}.weights has ${weights.length} entries, but samples has ${samples.length}.`);
  }
  for (const [row, sample] of samples.entries()) {
    const stack = Array.isArray(sample) ? (sample as unknown[]) : listAt(sample, `${place}.samples[${row}]`);
    let node = 0;
    for (let depth = 0; depth < stack.length; depth++) {
      const frame = frameAt(target, stack[depth], () => `${place}.samples[${row}][${depth}]`);
      node = target.builder.child(node, frame, depth + 1);
    }
    target.add(node, numberAt(weights[row], `${place}.weights[${row}]`));
  }
}

/** Frames that open and close; what lies between two events was spent in the frames that are open then. */
function readEvents(profile: JsonObject, place: string, target: Target): void {
  const open: { readonly frame: number; readonly node: number }[] = [];
  let time = numberAt(profile.startValue, `${place}.startValue`);
  const advance = (to: number, what: () => string) => {
    if (to < time) throw new FormatError(`${what()} is ${to}, but ${time} was reached before it.`);
    const innermost = open.at(-1);
    if (to > time && innermost !== undefined) target.add(innermost.node, to - time);
    time = to;
  };
  for (const [row, event] of listAt(profile.events, `${place}.events`).entries()) {
    const where = `${place}.events[${row}]`;
    if (!isObject(event)) wrong(where, event, 'an object');
    advance(numberAt(event.at, `${where}.at`), () => `${where}.at`);
    const frame = frameAt(target, event.frame, () => `${where}.frame`);
    const innermost = open.at(-1);
    if (event.type === 'O') {
      open.push({ frame, node: target.builder.child(innermost?.node ?? 0, frame, open.length + 1) });
    } else if (event.type === 'C') {
      if (innermost?.frame !== frame) {
        const instead = innermost === undefined ? 'none is open' : 'another one was opened after it and is still open';
        throw new FormatError(`${where} closes frame ${event.frame}, but ${instead}.`);
      }
      open.pop();
    } else wrong(`${where}.type`, event.type, "'O' or 'C'");
  }
  advance(numberAt(profile.endValue, `${place}.endValue`), () => `${place}.endValue`);
}
