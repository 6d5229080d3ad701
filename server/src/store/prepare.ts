import {
  groupByLabels,
  type Labels,
  type SampleGroup,
  type SampleType,
  sampleTypesOf,
  timesOfPprof,
  withoutSpans,
} from '@perf/profile';
import { decodeColumns, type PprofColumns, PprofError } from '@perf/proto';
import { Refusal } from '../errors.js';
import type { Limits } from '../limits.js';
import type { IncomingWindow } from './store.js';

/** A window whose profiles are decoded, checked and within every bound: nothing is left to refuse. */
export interface PreparedWindow {
  readonly id: string;
  readonly labels: Labels & { readonly service: string };
  readonly fromMs: number;
  readonly untilMs: number;
  readonly midMs: number;
  readonly profiles: readonly PreparedProfile[];
  /** See IncomingWindow. */
  readonly root: string | undefined;
  readonly numbers: Readonly<Record<string, number>> | null;
}

export interface PreparedProfile {
  readonly pprof: PprofColumns;
  readonly sampleTypes: readonly SampleType[];
  /** Its samples, by labels without those that name single requests. */
  readonly groups: readonly SampleGroup[];
  /** Its samples by all labels; null where none names a single request. */
  readonly spans: readonly SampleGroup[] | null;
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
    return prepareProfile(pprof, limits, which);
  });
  const times = timesOf(window, profiles);
  checkTimes(times, window.receivedMs, acceptance);
  return {
    id: window.id,
    labels: window.labels,
    ...times,
    midMs: Math.floor((times.fromMs + times.untilMs) / 2),
    profiles,
    root: window.root,
    numbers: window.numbers ?? null,
  };
}

function decode(bytes: Uint8Array, limits: Limits, which: string): PprofColumns {
  try {
    return decodeColumns(bytes, { maxBytes: limits.profileBytes });
  } catch (error) {
    if (!(error instanceof PprofError)) throw error;
    const status = error.code === 'too-large' ? 413 : error.code === 'invalid' ? 422 : 400;
    throw new Refusal(status, which + error.message);
  }
}

function checkBounds(pprof: PprofColumns, limits: Limits, which: string): void {
  const { sample, sampleType, text } = pprof;
  const refuse = (detail: string): never => {
    throw new Refusal(413, `${which}${detail}`);
  };
  if (sample.count > limits.samplesPerProfile) {
    refuse(`The profile has ${sample.count} samples; at most ${limits.samplesPerProfile} are accepted.`);
  }
  for (const each of text) {
    if (each.length > limits.stringLength) {
      refuse(
        `The string ${JSON.stringify(each.slice(0, 40))}... has ${each.length} characters; ` +
          `at most ${limits.stringLength} are accepted.`,
      );
    }
  }
  const depthOf = depths(pprof);
  for (let row = 0; row < sample.count; row++) {
    const depth = depthOf(row);
    if (depth > limits.stackDepth) {
      refuse(`Sample ${row} is ${depth} frames deep; at most ${limits.stackDepth} are accepted.`);
    }
  }
  for (let at = 0; at < sample.value.length; at++) {
    const value = sample.value[at] as number;
    if (value < 0) {
      throw new Refusal(
        422,
        `${which}Sample ${Math.floor(at / sampleType.length)} has the value ${value}: a profile of what happened has ` +
          'no negative values. Send the two profiles of a difference, and compare them here.',
      );
    }
  }
}

/** How many frames a sample has: inlined functions count. */
function depths({ sample, location }: PprofColumns): (row: number) => number {
  const { stackStart } = sample;
  const { lineStart } = location;
  if (lineStart.every((start, row) => row === 0 || start - (lineStart[row - 1] as number) <= 1)) {
    return (row) => (stackStart[row + 1] as number) - (stackStart[row] as number);
  }
  return (row) => {
    let depth = 0;
    for (let at = stackStart[row] as number; at < (stackStart[row + 1] as number); at++) {
      const place = sample.location[at] as number;
      depth += Math.max(1, (lineStart[place + 1] as number) - (lineStart[place] as number));
    }
    return depth;
  };
}

function prepareProfile(pprof: PprofColumns, limits: Limits, which: string): PreparedProfile {
  const all = groupByLabels(pprof);
  if (all.length > limits.spansPerProfile) {
    throw new Refusal(
      413,
      `${which}The samples carry ${all.length} different sets of labels; at most ${limits.spansPerProfile} are ` +
        'accepted, trace_id and span_id included. Send shorter windows.',
    );
  }
  const merged = withoutSpans(all);
  const groups = merged ?? all;
  if (groups.length > limits.labelSetsPerProfile) {
    throw new Refusal(
      413,
      `${which}The samples carry ${groups.length} different sets of labels; at most ${limits.labelSetsPerProfile} are ` +
        'accepted. Leave out labels that are different for every request, or name them trace_id and span_id.',
    );
  }
  const sampleTypes = sampleTypesOf(pprof);
  const { value } = pprof.sample;
  for (const [index, { type, unit }] of sampleTypes.entries()) {
    let sum = 0;
    for (let at = index; at < value.length; at += sampleTypes.length) sum += value[at] as number;
    if (sum > Number.MAX_SAFE_INTEGER) {
      throw new Refusal(422, `${which}The values of ${type}/${unit} add up to more than 2^53: use a larger unit.`);
    }
  }
  return { pprof, sampleTypes, groups, spans: merged === null ? null : all };
}

type Times = Pick<PreparedWindow, 'fromMs' | 'untilMs'>;

/** One end that is given fixes the other by how long the profiles last; without either, they say both. */
function timesOf(window: IncomingWindow, profiles: readonly PreparedProfile[]): Times {
  const dated = profiles.map(({ pprof }) => timesOfPprof(pprof)).filter(({ startMs }) => startMs > 0);
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
