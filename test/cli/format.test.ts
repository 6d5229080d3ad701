import { describe, expect, it } from '@jest/globals';
import { counted, formatChange, formatNormed, formatShare, formatTime, formatValue } from '@perf/cli/format.js';

describe('a value is shown in its unit to three digits', () => {
  it.each([
    [0, 'nanoseconds', '0 s'],
    [17, 'nanoseconds', '17.0 ns'],
    [1_234, 'nanoseconds', '1.23 µs'],
    [56_700_000, 'nanoseconds', '56.7 ms'],
    [999_900_000, 'nanoseconds', '1.00 s'],
    [1_230_000_000, 'nanoseconds', '1.23 s'],
    [7_200_000_000_000, 'nanoseconds', '7,200 s'],
    [0, 'bytes', '0 B'],
    [1536, 'bytes', '1.50 KiB'],
    [4_718_592, 'bytes', '4.50 MiB'],
    [1_234_567, 'count', '1,234,567'],
    [0.125, 'count', '0.13'],
    [3, 'goroutines', '3 goroutines'],
  ])('%d %s is %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });
});

describe('a value of a diff', () => {
  it.each([
    [0.1234, 'share', '12.34%'],
    [2_000_000, 'absolute', '2.00 ms'],
    [2_000_000, 'perSecond', '2.00 ms/s'],
    [2_000_000, 'perInstance', '2.00 ms/instance'],
    [2_000_000, 'perRequest', '2.00 ms/request'],
  ] as const)('of %d by %s is %s', (value, norm, text) => {
    expect(formatNormed(value, 'nanoseconds', norm)).toBe(text);
  });

  it('carries a sign where it is a change, and none where there is none', () => {
    expect(formatChange(0.05, 'nanoseconds', 'share')).toBe('+5.00%');
    expect(formatChange(-1_000_000, 'nanoseconds', 'absolute')).toBe('-1.00 ms');
    expect(formatChange(0, 'nanoseconds', 'share')).toBe('0.00%');
  });
});

describe('words', () => {
  it('shares are percentages', () => {
    expect(formatShare(0.5)).toBe('50.0%');
  });

  it('times are UTC', () => {
    expect(formatTime(Date.UTC(2026, 10, 23, 17, 40, 12))).toBe('2026-11-23 17:40:12');
  });

  it('one thing is singular', () => {
    expect([0, 1, 1200].map((count) => counted(count, 'profile'))).toEqual([
      '0 profiles',
      '1 profile',
      '1,200 profiles',
    ]);
  });
});
