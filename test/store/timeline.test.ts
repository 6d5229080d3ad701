import { describe, expect, it } from '@jest/globals';
import { type Folding, foldTimeline } from '@perf/server/store/sqlite/fold-timeline.js';
import { decodeTimeline, TimelineBuilder, type TimelineProfile } from '@perf/server/store/sqlite/timeline.js';
import { minuteMs, noonMs } from './windows.js';

/** `minute types labelSet:total,total ...` a line, a profile each; lines of one minute are one window. */
function timelineOf(drawing: string, requests: number | null = 7): Uint8Array {
  const builder = new TimelineBuilder(noonMs);
  for (const line of drawing.trim().split('\n')) {
    const [minute, types, ...parts] = line.trim().split(' ');
    const fromMs = noonMs + Number(minute) * minuteMs;
    const profile: TimelineProfile = {
      window: 1 + Number(minute),
      sampleTypes: Number(types),
      fromMs,
      untilMs: fromMs + minuteMs,
      midMs: fromMs + minuteMs / 2,
      requests,
      sections: parts.map((part) => {
        const [labelSet, totals = ''] = part.split(':');
        return { version: 2, labelSet: Number(labelSet), offset: 0, totals: totals.split(',').map(Number) };
      }),
    };
    builder.add(profile);
  }
  return builder.build();
}

/** A line for each step: minutes after noon, windows, requests, totals by label set. Of the second sample type. */
function folded(bytes: Uint8Array, minutes: number, given: Partial<Folding> = {}): string[] {
  const stepMs = minutes * minuteMs;
  const asked: Folding = {
    range: { fromMs: noonMs, untilMs: noonMs + 60 * minuteMs },
    stepOf: (atMs) => Math.floor((atMs - noonMs) / stepMs),
    columnOf: (types) => (types === 9 ? undefined : 1),
    sampleTypesIn: () => 2,
    apart: true,
    wants: () => true,
    ...given,
  };
  return [...foldTimeline(decodeTimeline(bytes, noonMs), asked)].map(({ atMs, evidence, totals }) => {
    const step = asked.stepOf(atMs) * minutes;
    const of = evidence === null ? 'counted before' : `${evidence.windows} windows ${evidence.requests} requests`;
    return `${step}: ${of}: ${totals.map(({ labelSet, total }) => `${labelSet}:${total}`).join(' ')}`;
  });
}

const hour = timelineOf(`
  0 1 1:1,10 2:2,20
  5 1 1:3,30
  20 1 2:4,40
  50 1 2:0,0
`);

describe('a timeline', () => {
  it('has the times of its windows, and what they count', () => {
    const { midMs, ms, requests } = decodeTimeline(hour, noonMs);
    expect([...midMs].map((at) => (at - noonMs) / minuteMs)).toEqual([0.5, 5.5, 20.5, 50.5]);
    expect([[...ms], [...requests]]).toEqual([Array(4).fill(minuteMs), Array(4).fill(7)]);
    expect([...decodeTimeline(timelineOf('0 1 1:1,1', null), noonMs).requests]).toEqual([Number.NaN]);
  });

  it('is added up by any step, label sets apart or together', () => {
    expect(folded(hour, 15)).toEqual([
      '0: 2 windows 14 requests: 1:40 2:20',
      '15: 1 windows 7 requests: 2:40',
      '45: 1 windows 7 requests: 2:0',
    ]);
    expect(folded(hour, 30, { apart: false })).toEqual([
      '0: 3 windows 21 requests: 0:100',
      '30: 1 windows 7 requests: 0:0',
    ]);
  });

  it('counts windows in which nothing of what is wanted was found', () => {
    expect(folded(hour, 15, { wants: (labelSet) => labelSet === 1 })).toEqual([
      '0: 2 windows 14 requests: 1:40',
      '15: 1 windows 7 requests: ',
      '45: 1 windows 7 requests: ',
    ]);
  });

  it('leaves out what is not in the range, and windows without the sample type', () => {
    const range = { fromMs: noonMs + minuteMs, untilMs: noonMs + 20.5 * minuteMs };
    expect(folded(hour, 60, { range })).toEqual(['0: 1 windows 7 requests: 1:30']);
    expect(folded(timelineOf('0 9 1:1,1\n5 1 1:2,2'), 60)).toEqual(['0: 1 windows 7 requests: 1:2']);
  });

  it('counts a window once, however many of its profiles have the sample type', () => {
    expect(folded(timelineOf('0 1 1:1,10\n0 1 1:2,20\n0 2 1:3,30\n1 2 1:4,40'), 60)).toEqual([
      '0: 1 windows 7 requests: 1:30',
      '0: 1 windows 7 requests: 1:70',
    ]);
  });

  it('refuses to be read where it ends too early, or in another format', () => {
    for (let length = 0; length < hour.length; length++) {
      expect(() => folded(hour.subarray(0, length), 15)).toThrow(RangeError);
    }
    const other = Uint8Array.from(hour);
    other[0] = 9;
    expect(() => decodeTimeline(other, noonMs)).toThrow('a stored timeline has format 9; this server reads 1');
  });
});
