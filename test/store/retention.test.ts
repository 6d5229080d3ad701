import { describe, expect, it } from '@jest/globals';
import { diskUse } from '@perf/server/store/disk-use.js';
import { planOf } from '@perf/server/store/sqlite/retention.js';
import { startOfDayMs } from '@perf/server/time.js';
import { dayMs } from './windows.js';

const nowMs = startOfDayMs('2026-11-20') + dayMs / 2;
const tiers = [
  { afterMs: 2 * dayMs, resolutionMs: 600_000 },
  { afterMs: 4 * dayMs, resolutionMs: 3_600_000 },
];

/** `2026-11-18 100` a line: days, and their bytes. */
function daysOf(drawing: string): { day: string; bytes: number }[] {
  return drawing
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' ') as [string, string])
    .map(([day, bytes]) => ({ day, bytes: Number(bytes) }));
}

const week = daysOf(`
  2026-11-14 100
  2026-11-15 100
  2026-11-16 100
  2026-11-17 100
  2026-11-18 100
  2026-11-19 100
  2026-11-20 100
`);

describe('a plan', () => {
  it('removes what is past the greatest age, and thins what is past a tier, when all of the day is', () => {
    expect(planOf(week, { maxAgeMs: 5 * dayMs, tiers }, nowMs)).toEqual({
      remove: ['2026-11-14'],
      thin: [
        { day: '2026-11-15', resolutionMs: 3_600_000 },
        { day: '2026-11-16', resolutionMs: 600_000 },
        { day: '2026-11-17', resolutionMs: 600_000 },
      ],
      bytes: 600,
    });
  });

  it('removes the oldest until the rest fits, and never the newest', () => {
    expect(planOf(week, { maxAgeMs: 30 * dayMs, maxBytes: 250 }, nowMs).remove).toHaveLength(5);
    expect(planOf(week, { maxAgeMs: 30 * dayMs, maxBytes: 1 }, nowMs).remove).toHaveLength(6);
  });

  it('asks nothing of an empty store', () => {
    expect(planOf([], { maxAgeMs: dayMs, tiers }, nowMs)).toEqual({ remove: [], thin: [], bytes: 0 });
  });
});

describe('the use of the disk', () => {
  const around = { nowMs, freeBytes: 5_000, otherBytes: 7 };
  const policy = { maxAgeMs: 10 * dayMs, tiers };
  const days = [
    { day: '2026-11-15', bytes: 10, resolutionMs: 3_600_000, madeMs: 0 },
    { day: '2026-11-16', bytes: 30, resolutionMs: 600_000, madeMs: 0 },
    { day: '2026-11-17', bytes: 50, resolutionMs: 600_000, madeMs: 0 },
    { day: '2026-11-18', bytes: 300, resolutionMs: 0, madeMs: 0 },
    { day: '2026-11-19', bytes: 500, resolutionMs: 0, madeMs: 0 },
    { day: '2026-11-20', bytes: 100, resolutionMs: 0, madeMs: 0 },
  ];

  it('is told by tier, and predicted from the days that are over', () => {
    expect(diskUse(days, policy, around)).toEqual({
      bytes: 997,
      freeBytes: 5_000,
      // Two days and the one that is not over, two days by ten minutes, six by the hour.
      predictedBytes: 7 + 3 * 400 + 2 * 40 + 6 * 10,
      retentionBytes: null,
      tiers: [
        { name: 'raw', resolutionMs: 0, fromAgeMs: 0, untilAgeMs: 2 * dayMs, days: 3, bytes: 900, bytesPerDay: 400 },
        {
          name: '10m',
          resolutionMs: 600_000,
          fromAgeMs: 2 * dayMs,
          untilAgeMs: 4 * dayMs,
          days: 2,
          bytes: 80,
          bytesPerDay: 40,
        },
        {
          name: '1h',
          resolutionMs: 3_600_000,
          fromAgeMs: 4 * dayMs,
          untilAgeMs: 10 * dayMs,
          days: 1,
          bytes: 10,
          bytesPerDay: 10,
        },
      ],
    });
  });

  it('takes a tier without days for as large as the one before', () => {
    const raw = days.filter(({ resolutionMs }) => resolutionMs === 0);
    expect(diskUse(raw, policy, around).predictedBytes).toBe(7 + (3 + 2 + 6) * 400);
  });

  it('is predicted from the day that goes on before one is over, once that tells anything', () => {
    const predicted = (passedMs: number) => {
      const [today] = days.slice(-1).map((day) => ({ ...day, madeMs: nowMs - passedMs }));
      return diskUse([today as (typeof days)[number]], policy, around).predictedBytes;
    };
    expect(predicted(59 * 60_000)).toBeNull();
    expect(predicted(60 * 60_000)).toBe(7 + (3 + 2 + 6) * 100 * 24);
  });

  it('is not predicted above what is allowed', () => {
    expect(diskUse(days, { ...policy, maxBytes: 1_000 }, around)).toMatchObject({
      predictedBytes: 1_000,
      retentionBytes: 1_000,
    });
  });

  it('has no part for tiers that no day is old enough for', () => {
    const short = diskUse(days.slice(-3), { maxAgeMs: 2 * dayMs, tiers }, around);
    expect(short.predictedBytes).toBe(7 + 3 * 400);
    expect(short.tiers.map(({ fromAgeMs, untilAgeMs }) => (untilAgeMs - fromAgeMs) / dayMs)).toEqual([2, 0, 0]);
  });
});
