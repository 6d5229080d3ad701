/** Values as people read them. Pure: no locale, no clock, so that a figure reads the same everywhere. */
import type { Norm } from './api.js';

interface Step {
  readonly size: number;
  readonly suffix: string;
}

const TIME: readonly Step[] = [
  { size: 1, suffix: 'ns' },
  { size: 1e3, suffix: 'µs' },
  { size: 1e6, suffix: 'ms' },
  { size: 1e9, suffix: 's' },
  { size: 60e9, suffix: 'min' },
  { size: 3600e9, suffix: 'h' },
  { size: 86_400e9, suffix: 'd' },
];

const BYTES: readonly Step[] = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'].map((suffix, power) => ({
  size: 1024 ** power,
  suffix,
}));

const COUNT: readonly Step[] = [
  { size: 1, suffix: '' },
  { size: 1e3, suffix: 'k' },
  { size: 1e6, suffix: 'M' },
  { size: 1e9, suffix: 'G' },
];

/** pprof's names for units of time, in nanoseconds. */
const NANOSECONDS: Readonly<Record<string, number>> = {
  nanoseconds: 1,
  microseconds: 1e3,
  milliseconds: 1e6,
  seconds: 1e9,
};

/** Three significant digits without an exponent: 1.23, 12.3, 123, 1230. */
export function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1).replace(/\.0$/, '');
  if (size >= 1 || size === 0) return value.toFixed(2).replace(/\.?0+$/, '');
  return String(Number(value.toPrecision(2)));
}

/** 1234567890 nanoseconds -> `1.23 s`, 4718592 bytes -> `4.5 MiB`, 1500 count -> `1.5 k`, 3 widgets -> `3 widgets`. */
export function formatValue(value: number, unit: string): string {
  const nanoseconds = NANOSECONDS[unit];
  if (nanoseconds !== undefined) return inSteps(value * nanoseconds, TIME);
  if (unit === 'bytes') return inSteps(value, BYTES);
  if (unit === 'count' || unit === '') return inSteps(value, COUNT);
  return `${inSteps(value, COUNT)} ${unit}`;
}

/** Like formatValue, with a sign always: `+1.2 ms`, `−3 s`, `0`. */
export function formatChange(value: number, format: (value: number) => string): string {
  const text = format(Math.abs(value));
  if (value === 0 || /^0(\.0+)?( |$)/.test(text)) return text;
  return `${value > 0 ? '+' : '−'}${text}`;
}

/** 0.1234 -> `12.3 %`. Never rounds something to nothing: 0.00001 -> `<0.01 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  const size = Math.abs(percent);
  if (size > 0 && size < 0.01) return `${percent < 0 ? '>−' : '<'}0.01 %`;
  const text = size >= 99.95 ? percent.toFixed(0) : percent.toFixed(size >= 10 ? 1 : 2);
  return `${text.replace('-', '−')} %`;
}

/** Seconds of instance time: 75 -> `1.25 min`. */
export function formatSeconds(seconds: number): string {
  return inSteps(seconds * 1e9, TIME);
}

/** 41310 -> `41,310`. */
export function formatInteger(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `one profile`, `3 profiles`. */
export function plural(count: number, noun: string): string {
  return `${formatInteger(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** How to write values of a diff. What they were divided by is said once, beside them: see `normWords`. */
export function normFormat(unit: string, norm: Norm): (value: number) => string {
  return norm === 'share' ? formatShare : (value) => formatValue(value, unit);
}

const NORM_WORDS: Readonly<Record<Norm, string>> = {
  share: 'as a share of each side',
  absolute: 'in all',
  perSecond: 'per second of instance time',
  perInstance: 'per instance',
  perRequest: 'per request',
};

/** Follows the sample type: `cpu per request`. */
export function normWords(norm: Norm): string {
  return NORM_WORDS[norm];
}

/** The largest step the value reaches, after rounding: 999.9 ms is `1 s`, not `1000 ms`. */
function inSteps(value: number, steps: readonly Step[]): string {
  const size = Math.abs(value);
  let chosen = steps[0] as Step;
  for (const step of steps) if (size >= step.size * 0.9995) chosen = step;
  const text = threeDigits(value / chosen.size).replace('-', '−');
  return chosen.suffix ? `${text} ${chosen.suffix}` : text;
}
