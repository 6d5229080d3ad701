/** Versions over time as bars on lanes, those that ran at the same time below one another. Pure. */
import type { Deploy } from '@perf/profile/api.js';
import type { Span } from './time.js';

export interface VersionBar {
  readonly deploy: Deploy;
  readonly lane: number;
  /** The room for its name, as parts of the axis: never less than was asked for. */
  readonly left: number;
  readonly width: number;
  /** From its first to its last profile, as parts of that room. */
  readonly barLeft: number;
  readonly barWidth: number;
}

/** The versions of one environment, the oldest first. */
export interface EnvLanes {
  readonly env: string;
  readonly lanes: number;
  readonly bars: readonly VersionBar[];
}

/** From the first profile of all to the last. */
export function versionsSpan(deploys: readonly Deploy[]): Span {
  const fromMs = Math.min(...deploys.map(({ firstMs }) => firstMs));
  return { fromMs, untilMs: Math.max(fromMs + 1, ...deploys.map(({ lastMs }) => lastMs)) };
}

/** Environments in the order of `deploys`. @param room what a name needs at least, as a part of the axis. */
export function versionLanes(deploys: readonly Deploy[], { fromMs, untilMs }: Span, room: number): EnvLanes[] {
  const least = Math.min(1, room);
  const part = (ms: number) => (ms - fromMs) / (untilMs - fromMs);
  return [...new Set(deploys.map(({ env }) => env))].map((env) => {
    const ends: number[] = [];
    const own = deploys.filter((deploy) => deploy.env === env).sort((a, b) => a.firstMs - b.firstMs);
    const bars = own.map((deploy): VersionBar => {
      const [start, end] = [part(deploy.firstMs), part(deploy.lastMs)];
      const width = Math.max(least, end - start);
      const left = Math.max(0, Math.min(start, 1 - width));
      const free = ends.findIndex((taken) => taken <= left);
      const lane = free === -1 ? ends.length : free;
      ends[lane] = left + width;
      return { deploy, lane, left, width, barLeft: (start - left) / width, barWidth: (end - start) / width };
    });
    return { env, lanes: ends.length, bars };
  });
}

const STEPS_MS = [60e3, 300e3, 900e3, 3600e3, 3 * 3600e3, 6 * 3600e3, 12 * 3600e3, 86_400e3];
const DAYS = [1, 2, 7, 14, 28, 91, 364];

/** At most so many times of the clock, or midnights, at even distances. */
export function timeTicks({ fromMs, untilMs }: Span, most: number): number[] {
  const steps = [...STEPS_MS, ...DAYS.map((days) => days * 86_400e3)];
  const stepMs = steps.find((step) => (untilMs - fromMs) / step <= most) ?? untilMs - fromMs;
  const zoneMs = new Date(fromMs).getTimezoneOffset() * 60e3;
  const ticks: number[] = [];
  for (let ms = Math.ceil((fromMs - zoneMs) / stepMs) * stepMs + zoneMs; ms <= untilMs; ms += stepMs) ticks.push(ms);
  return ticks;
}
