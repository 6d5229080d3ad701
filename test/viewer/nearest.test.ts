import { describe, expect, it } from '@jest/globals';
import { nearestSpans } from '../../viewer/src/nearest.js';

/** What is found around the range that brackets mark, in steps of ten: `..#..[..]..#` */
function found(drawing: string): string[] {
  const steps = [...drawing.replace(/[[\]]/g, '')];
  const asked = { fromMs: drawing.indexOf('[') * 10, untilMs: (drawing.indexOf(']') - 1) * 10 };
  const times = steps.map((_, step) => step * 10);
  const spans = nearestSpans({ stepMs: 10, times }, (step) => steps[step] === '#', asked);
  return spans.map(({ fromMs, untilMs }) => `${fromMs} to ${untilMs}`);
}

describe('next to a range without anything', () => {
  it('is a span as long with something at its end, and one with something at its beginning, the nearer first', () => {
    expect(found('..##....[..]..#...')).toEqual(['120 to 140', '20 to 40']);
    expect(found('......##.[..]....#..')).toEqual(['60 to 80', '150 to 170']);
  });

  it('there may be nothing on one side, or on both', () => {
    expect(found('.##..[..]....')).toEqual(['10 to 30']);
    expect(found('.....[..]..##')).toEqual(['90 to 110']);
    expect(found('.....[..]....')).toEqual([]);
  });

  it('is no longer than what there is', () => {
    expect(found('#[....]....')).toEqual(['0 to 10']);
    expect(found('....[....]#')).toEqual(['80 to 90']);
  });

  it('is at least a step long', () => {
    const steps = { stepMs: 60, times: [0, 60, 120, 180] };
    expect(nearestSpans(steps, (step) => step === 0, { fromMs: 130, untilMs: 140 })).toEqual([
      { fromMs: 0, untilMs: 60 },
    ]);
  });

  it('may be what a step has outside of a range that cuts it', () => {
    const steps = { stepMs: 60, times: [0, 60, 120] };
    expect(nearestSpans(steps, (step) => step === 1, { fromMs: 80, untilMs: 90 })).toEqual([
      { fromMs: 20, untilMs: 80 },
      { fromMs: 90, untilMs: 150 },
    ]);
  });
});
