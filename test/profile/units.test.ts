import { describe, expect, it } from '@jest/globals';
import {
  formatChange,
  formatInteger,
  formatSeconds,
  formatShare,
  formatValue,
  normFormat,
  normWords,
  plural,
} from '@perf/profile';

describe('a value reads in its unit', () => {
  it.each([
    [0, 'nanoseconds', '0 ns'],
    [1_234, 'nanoseconds', '1.23 µs'],
    [1_234_567_890, 'nanoseconds', '1.23 s'],
    [999_960_000, 'nanoseconds', '1 s'],
    [90e9, 'nanoseconds', '1.5 min'],
    [1.97 * 3600e9, 'nanoseconds', '1.97 h'],
    [12.3, 'milliseconds', '12.3 ms'],
    [-2_000, 'microseconds', '−2 ms'],
    [0.5, 'nanoseconds', '0.5 ns'],
    [512, 'bytes', '512 B'],
    [4_718_592, 'bytes', '4.5 MiB'],
    [950, 'count', '950'],
    [41_310, 'count', '41.3 k'],
    [3, 'widgets', '3 widgets'],
  ])('%d %s: %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });

  it('a share never rounds something to nothing', () => {
    expect([0, 0.00001, 0.0012, 0.1234, 0.9999, 1, -0.05].map(formatShare)).toEqual([
      '0.00 %',
      '<0.01 %',
      '0.12 %',
      '12.3 %',
      '100 %',
      '100 %',
      '−5.00 %',
    ]);
  });

  it('a change has its sign, nothing has none', () => {
    const nanoseconds = (value: number) => formatValue(value, 'nanoseconds');
    expect([1_200_000, -3e9, 0].map((value) => formatChange(value, nanoseconds))).toEqual(['+1.2 ms', '−3 s', '0 ns']);
    const shares = [0.0055, -0.0044, 0.00001, 0].map((value) => formatChange(value, formatShare));
    expect(shares).toEqual(['+0.55 %', '−0.44 %', '+<0.01 %', '0.00 %']);
  });

  it('values of a diff are shares or in the unit; what they were divided by is said once', () => {
    expect([normFormat('nanoseconds', 'share')(0.5), normFormat('nanoseconds', 'perRequest')(5e5)]).toEqual([
      '50.0 %',
      '500 µs',
    ]);
    expect(normWords('perRequest')).toBe('per request');
  });

  it('counts, nouns and seconds', () => {
    expect(formatInteger(1_234_567)).toBe('1,234,567');
    expect([plural(1, 'profile'), plural(1_200, 'frame')]).toEqual(['1 profile', '1,200 frames']);
    expect(formatSeconds(75)).toBe('1.25 min');
  });
});
