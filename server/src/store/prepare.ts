import { fromPprof, type Labels, type Profile, withoutSpans } from '@perf/profile';
import { decodePprof, type Pprof, PprofError } from '@perf/proto';
import { Refusal } from '../errors.js';
import type { Limits } from '../limits.js';
import type { IncomingWindow } from './store.js';

/** A window whose profiles are decoded, checked and within every bound. */
export interface PreparedWindow {
  readonly id: string;
  readonly labels: Labels & { readonly service: string };
  readonly fromMs: number;
  readonly untilMs: number;
  readonly midMs: number;
  readonly profiles: readonly Profile[];
  readonly numbers: Readonly<Record<string, number>> | null;
}

export interface Acceptance {
  readonly limits: Limits;
  /** Profiles older than this are refused. */
  readonly maxAgeMs: number;
}

/** Bytes to profiles. Refused with the mistake where anything is wrong: then nothing of the window is kept. */
export function prepareWindow(window: IncomingWindow, acceptance: Acceptance): PreparedWindow {
  const { limits } = acceptance;
  const profiles = window.profiles.map((bytes, index) => {
    const which = window.profiles.length === 1 ? '' : `Profile ${index + 1} of ${window.profiles.length}: `;
    const pprof = decode(bytes, limits, which);
    checkBounds(pprof, limits, which);
    const profile = fromPprof(pprof, { root: window.root });
    checkContent(profile, limits, which);
    return profile;
  });
  const times = timesOf(window, profiles);
  checkTimes(times, window.receivedMs, acceptance);
  return {
    id: window.id,
    labels: window.labels,
    ...times,
    midMs: Math.floor((times.fromMs + times.untilMs) / 2),
    profiles,
    numbers: window.numbers ?? null,
  };
}

function decode(bytes: Uint8Array, limits: Limits, which: string): Pprof {
  try {
    return decodePprof(bytes, { maxBytes: limits.profileBytes });
  } catch (error) {
    if (!(error instanceof PprofError)) throw error;
    const status = error.code === 'too-large' ? 413 : error.code === 'invalid' ? 422 : 400;
    throw new Refusal(status, which + error.message);
  }
}

function checkBounds(pprof: Pprof, limits: Limits, which: string): void {
  const refuse = (detail: string): never => {
    throw new Refusal(413, `${which}${detail}`);
  };
  if (pprof.sample.length > limits.samplesPerProfile) {
    refuse(`The profile has ${pprof.sample.length} samples; at most ${limits.samplesPerProfile} are accepted.`);
  }
  for (const text of pprof.stringTable) {
    if (text.length > limits.stringLength) {
      refuse(
        `The string ${JSON.stringify(text.slice(0, 40))}... has ${text.length} characters; ` +
          `at most ${limits.stringLength} are accepted.`,
      );
    }
  }
  const depthOf = depths(pprof);
  for (const [index, sample] of pprof.sample.entries()) {
    const depth = depthOf(sample.locationId);
    if (depth > limits.stackDepth) {
      refuse(`Sample ${index} is ${depth} frames deep; at most ${limits.stackDepth} are accepted.`);
    }
    for (const value of sample.value) {
      if (value < 0) {
        throw new Refusal(
          422,
          `${which}Sample ${index} has the value ${value}: a profile of what happened has no negative values. ` +
            'Send the two profiles of a difference, and compare them here.',
        );
      }
    }
  }
}

/** How many frames a stack of locations has: inlined functions count. */
function depths({ location }: Pprof): (locationIds: readonly number[]) => number {
  if (location.every(({ line }) => line.length <= 1)) return ({ length }) => length;
  const linesOf = new Map(location.map(({ id, line }) => [id, Math.max(1, line.length)]));
  return (ids) => ids.reduce((depth, id) => depth + (linesOf.get(id) ?? 1), 0);
}

function checkContent(profile: Profile, limits: Limits, which: string): void {
  const spans = profile.samples.length;
  if (spans > limits.spansPerProfile) {
    throw new Refusal(
      413,
      `${which}The samples carry ${spans} different sets of labels; at most ${limits.spansPerProfile} are accepted, ` +
        'trace_id and span_id included. Send shorter windows.',
    );
  }
  const labelSets = spans > limits.labelSetsPerProfile ? (withoutSpans(profile) ?? profile).samples.length : spans;
  if (labelSets > limits.labelSetsPerProfile) {
    throw new Refusal(
      413,
      `${which}The samples carry ${labelSets} different sets of labels; at most ${limits.labelSetsPerProfile} are ` +
        'accepted. Leave out labels that are different for every request, or name them trace_id and span_id.',
    );
  }
  for (const [index, { type, unit }] of profile.sampleTypes.entries()) {
    let sum = 0;
    for (const { vector } of profile.samples) for (const value of vector.values[index] ?? []) sum += value;
    if (sum > Number.MAX_SAFE_INTEGER) {
      throw new Refusal(422, `${which}The values of ${type}/${unit} add up to more than 2^53: use a larger unit.`);
    }
  }
}

type Times = Pick<PreparedWindow, 'fromMs' | 'untilMs'>;

/** One end that is given fixes the other by how long the profiles last; without either, they say both. */
function timesOf(window: IncomingWindow, profiles: readonly Profile[]): Times {
  const dated = profiles.filter(({ startMs }) => startMs > 0);
  const lengthMs = Math.max(0, ...dated.map(({ startMs, endMs }) => endMs - startMs || 0));
  let { fromMs, untilMs } = window;
  if (fromMs === undefined && untilMs === undefined) {
    fromMs = dated.length === 0 ? window.receivedMs : Math.min(...dated.map(({ startMs }) => startMs));
    untilMs = Math.max(fromMs, ...dated.map(({ endMs }) => endMs || 0));
  }
  fromMs ??= (untilMs as number) - lengthMs;
  untilMs ??= fromMs + lengthMs;
  return { fromMs: Math.floor(fromMs), untilMs: Math.floor(untilMs) };
}

function checkTimes({ fromMs, untilMs }: Times, nowMs: number, { limits, maxAgeMs }: Acceptance): void {
  const refuse = (detail: string): never => {
    throw new Refusal(422, detail);
  };
  if (untilMs < fromMs)
    refuse(`The window ends (${iso(untilMs)}) before it begins (${iso(fromMs)}): swap from and until.`);
  if (untilMs - fromMs > limits.windowMs) {
    refuse(
      `The window covers ${untilMs - fromMs} ms; at most ${limits.windowMs} ms are accepted. Send shorter windows.`,
    );
  }
  if (untilMs > nowMs + limits.futureMs) {
    refuse(
      `The window ends at ${iso(untilMs)}, more than ${limits.futureMs / 60_000} minutes ahead of this server's clock ` +
        `(${iso(nowMs)}): set the clock of the sender.`,
    );
  }
  if (untilMs < nowMs - maxAgeMs) {
    refuse(
      `The window ends at ${iso(untilMs)}, before everything that is kept (since ${iso(nowMs - maxAgeMs)}): ` +
        'raise --retention to store it.',
    );
  }
}

function iso(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString();
}
