import { dayMs } from '../time.js';
import type { Said } from './send.js';

const firstDelayMs = 1_000;
const longestDelayMs = 3_600_000;
/** An alert that could not be delivered in that time is given up. */
const givenUpMs = dayMs;
/** Where nobody could know yet what the alert is: the receiver is away, or has too much to do. */
const awayStatuses = [408, 425, 429, 502, 503, 504];

/**
 * What follows an attempt. `holds`: the receiver is away, and those behind it wait as well, so that they arrive in their order;
 * otherwise this one alone may be what it fails at, and the others go on.
 */
export type NextStep =
  | { readonly state: 'delivered' }
  | { readonly state: 'failed'; readonly error: string }
  | { readonly state: 'pending'; readonly error: string; readonly dueMs: number; readonly holds: boolean };

/**
 * @param attempts made, this one included.
 * @param random from 0 to 1: spreads what would come back all at once.
 */
export function nextStep(
  { status, text, retryAfterMs }: Said,
  { attempts, toldMs }: { readonly attempts: number; readonly toldMs: number },
  nowMs: number,
  random: number,
): NextStep {
  if (status !== null && status >= 200 && status < 300) return { state: 'delivered' };
  const error = status === null ? text : `${status}${text === '' ? '' : `: ${text}`}`;
  if (status !== null && status >= 300 && status < 400) {
    return { state: 'failed', error: `${status}: redirects are not followed. Write the address that it leads to.` };
  }
  const isAway = status === null || awayStatuses.includes(status);
  if (!isAway && status < 500) return { state: 'failed', error };
  if (nowMs - toldMs >= givenUpMs) return { state: 'failed', error: `Given up after 24 hours. Last: ${error}` };
  const dueMs = nowMs + Math.max(delayMs(attempts, random), Math.min(retryAfterMs ?? 0, givenUpMs));
  return { state: 'pending', error, dueMs, holds: isAway };
}

/** One to two seconds at first, twice as long each time, half an hour to an hour in the end. */
function delayMs(attempts: number, random: number): number {
  const longest = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempts, 30));
  return Math.round((longest / 2) * (1 + random));
}
