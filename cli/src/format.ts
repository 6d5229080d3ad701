import type { Norm } from '@perf/profile/api.js';

/**
 * A value in its unit, to three significant digits: `1.23 s`, `4.50 MiB`, `1,234`.
 * Units other than nanoseconds and bytes are shown as plain numbers with the unit behind (`count` without).
 */
export function formatValue(value: number, unit: string): string {
  if (unit === 'nanoseconds') return scaled(value, 1000, ['ns', 'µs', 'ms', 's'], 3);
  if (unit === 'bytes') return scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], 0);
  const number = Number.isInteger(value) ? value.toLocaleString('en-US') : digits(value);
  return unit === 'count' || unit === '' ? number : `${number} ${unit}`;
}

/** A share as a percentage: 0.1234 is `12.3%`. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** A value of a diff, which was divided according to `norm`. */
export function formatNormed(value: number, unit: string, norm: Norm): string {
  if (norm === 'share') return `${(value * 100).toFixed(2)}%`;
  const suffix = { absolute: '', perSecond: '/s', perInstance: '/instance', perRequest: '/request' }[norm];
  return formatValue(value, unit) + suffix;
}

/** The same with a sign, for changes: `+1.20%`. Zero has none. */
export function formatChange(value: number, unit: string, norm: Norm): string {
  const sign = value > 0 ? '+' : value < 0 ? '-' : '';
  return sign + formatNormed(Math.abs(value), unit, norm);
}

/** `2026-11-23 17:40:12`, in UTC. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** `1 profile`, `12 profiles`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Divides by `base` until it fits; the first `units` entry is the value's own. */
function scaled(value: number, base: number, units: readonly string[], fewest: number): string {
  if (value === 0) return `0 ${units[fewest]}`;
  let rest = value;
  let index = 0;
  while (Math.abs(rest) >= base * 0.9995 && index < units.length - 1) {
    rest /= base;
    index++;
  }
  return `${digits(rest)} ${units[index]}`;
}

/** Three significant digits without an exponent. */
function digits(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 99.95 || value === 0) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(magnitude >= 9.995 ? 1 : 2);
}
