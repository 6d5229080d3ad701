import { describe, expect, it } from '@jest/globals';
import type { Deploy } from '@perf/profile/api.js';
import { timeTicks, versionLanes, versionsSpan } from '../../viewer/src/version-lanes.js';

const HOUR = 3_600_000;
const COLUMNS = 20;

/** `name from-until` in hours, by environment. */
function deploysOf(drawing: string, env = ''): Deploy[] {
  return drawing.split(', ').map((one) => {
    const [, version = '', from, until] = /^(\S+) (\d+)-(\d+)$/.exec(one) ?? [];
    const [firstMs, lastMs] = [Number(from) * HOUR, Number(until) * HOUR];
    return { version, env, firstMs, lastMs, previous: null, verdict: null, note: null };
  });
}

/** A line a lane: bars of the first letter of their version, and what else its name takes as dots. */
function drawn(deploys: readonly Deploy[], room: number): string[] {
  return versionLanes(deploys, versionsSpan(deploys), room).flatMap(({ env, lanes, bars }) => [
    ...(env === '' ? [] : [`${env}:`]),
    ...Array.from({ length: lanes }, (_, lane) => {
      const line = new Array<string>(COLUMNS).fill(' ');
      const paint = (from: number, width: number, text: string) =>
        line.fill(text, Math.round(from * COLUMNS), Math.round((from + width) * COLUMNS));
      for (const bar of bars.filter((one) => one.lane === lane)) {
        paint(bar.left, bar.width, '.');
        paint(bar.left + bar.barLeft * bar.width, bar.barWidth * bar.width, bar.deploy.version);
      }
      return line.join('').trimEnd();
    }),
  ]);
}

describe('versions over time', () => {
  it('share a lane one after the other, and stand below one another where they ran at the same time', () => {
    expect(drawn(deploysOf('c 10-20, b 6-12, a 0-6'), 0)).toEqual(['aaaaaabbbbbb', '          cccccccccc']);
  });

  it('have room for their names, at the end as well', () => {
    expect(drawn(deploysOf('c 19-20, b 4-6, a 0-2'), 0.25)).toEqual(['aa...          ....c', '    bb...']);
    expect(drawn(deploysOf('a 0-20'), 3)).toEqual(['a'.repeat(20)]);
  });

  it('are apart by environment, in the order they come in', () => {
    const deploys = [...deploysOf('b 0-20', 'prod'), ...deploysOf('a 0-10', 'canary')];
    expect(drawn(deploys, 0)).toEqual(['prod:', 'b'.repeat(20), 'canary:', 'a'.repeat(10)]);
  });

  it('have an axis of whole times of the clock', () => {
    const at = (hours: number) => Date.UTC(2026, 10, 23, hours);
    const minutes = (span: [number, number], most: number) =>
      timeTicks({ fromMs: at(span[0]), untilMs: at(span[1]) }, most).map((ms) => (ms - at(0)) / 60_000);
    expect(minutes([0, 1], 4)).toEqual([0, 15, 30, 45, 60]);
    expect(minutes([1, 9], 3)).toEqual([180, 360, 540]);
    expect(timeTicks({ fromMs: at(0), untilMs: at(0) + 1 }, 1)).toHaveLength(1);
  });
});
