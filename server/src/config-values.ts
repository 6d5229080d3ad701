import { InvalidArgumentError } from 'commander';
import { dayMs, parseDurationMs } from './time.js';

/** Values of options as they are written: each reader answers with the value, or throws what should be written. */

const minRetentionMs = 60_000;
/** Windows that were sent late, for instance after an outage, are to find their day as it was. */
const minTierMs = 3_600_000;
/** Node.js runs a timer of more than 2^31-1 ms at once, again and again. */
const mostIntervalMs = 24 * dayMs;

export function port(text: string): number {
  return integer(text, 0, 65_535);
}

/** An empty key would let everybody in. */
export function secret(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Write a key, or leave the option out.');
  return text;
}

export function threads(text: string): number {
  return integer(text, 1, 64);
}

function integer(text: string, min: number, max: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max)) {
    throw new InvalidArgumentError(`Write a whole number from ${min} to ${max}.`);
  }
  return value;
}

export function duration(text: string): number {
  return atLeast(text, minRetentionMs, '1m');
}

/** How often something is done in the background. */
export function interval(text: string): number {
  const ms = atLeast(text, 1_000, '1s');
  if (ms > mostIntervalMs) throw new InvalidArgumentError('Write a duration of at most 24d.');
  return ms;
}

export function tierDuration(text: string): number {
  return atLeast(text, minTierMs, '1h');
}

function atLeast(text: string, minMs: number, min: string): number {
  try {
    const ms = parseDurationMs(text, '');
    if (ms >= minMs) return ms;
  } catch {
    // Said below: commander wants an error of its own.
  }
  throw new InvalidArgumentError(`Write a duration of at least ${min}, such as 36h, 30d or 12w.`);
}

const byteUnits: Record<string, number> = {
  '': 1,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

export function bytes(text: string): number {
  const found = /^(\d+(?:\.\d+)?)\s*([KMGT]i?)?B?$/.exec(text);
  const unit = byteUnits[found?.[2] ?? ''];
  if (found === null || unit === undefined)
    throw new InvalidArgumentError('Write a size such as 500MB, 20GB or 20GiB.');
  return Math.floor(Number(found[1]) * unit);
}

export function names(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').filter((name) => name !== '')];
}
