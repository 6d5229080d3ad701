import { describe, expect, it } from '@jest/globals';
import { moveTime, selectedSpan, type TimeCursor } from '../../viewer/src/time-keys.js';

const STEPS = { times: [0, 10, 20, 30], stepMs: 10 };
const WHOLE = { fromMs: 4, untilMs: 36 };

/** Where keys lead from the last step on: the step, and the time from where shift was held. */
function pressed(...keys: string[]): string {
  let at: TimeCursor = { step: 3, anchor: 3 };
  for (const text of keys) {
    const event = { key: text.replace('shift ', ''), shiftKey: text.startsWith('shift ') };
    at = moveTime(at, event, STEPS.times.length) ?? at;
  }
  const { fromMs, untilMs } = selectedSpan(at, STEPS, WHOLE);
  return `step ${at.step}: ${fromMs} to ${untilMs}`;
}

describe('along a timeline', () => {
  it('arrows, Home and End move, and stop at its ends', () => {
    expect(pressed('ArrowLeft')).toBe('step 2: 20 to 30');
    expect(pressed('ArrowRight', 'ArrowRight')).toBe('step 3: 30 to 36');
    expect(pressed('Home', 'ArrowLeft')).toBe('step 0: 4 to 10');
    expect(pressed('Home', 'End')).toBe('step 3: 30 to 36');
  });

  it('shift selects on the way, as far as the range goes', () => {
    expect(pressed('ArrowLeft', 'shift ArrowLeft')).toBe('step 1: 10 to 30');
    expect(pressed('shift Home')).toBe('step 0: 4 to 36');
    expect(pressed('shift Home', 'ArrowRight')).toBe('step 1: 10 to 20');
  });

  it('other keys lead nowhere', () => {
    expect(moveTime({ step: 1, anchor: 1 }, { key: 'ArrowUp', shiftKey: false }, 4)).toBeNull();
  });
});
