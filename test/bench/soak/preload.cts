/**
 * Preloaded into the server's process (`--require`), and by Node into each of its threads, which Node 20 does not do with
 * modules: the clock is the fast one of `BENCH_CLOCK`, and what is done once a minute or less often is done as much more
 * often, at most once a second. Shorter times, such as how long a query may take, stay as they are.
 */
import { type FastClock, shownAt } from './clock.cjs';

const minuteMs = 60_000;
const leastMs = 1_000;

const clock = JSON.parse(process.env.BENCH_CLOCK ?? '') as FastClock;
const realNow = Date.now;
const realInterval = globalThis.setInterval as (call: () => void, ms?: number) => NodeJS.Timeout;

Date.now = () => shownAt(clock, realNow());
globalThis.setInterval = ((call: () => void, ms = 0) =>
  realInterval(call, ms < minuteMs ? ms : Math.max(leastMs, ms / clock.speed))) as typeof setInterval;
