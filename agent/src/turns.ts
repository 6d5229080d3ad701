import { createHistogram, performance, type RecordableHistogram } from 'node:perf_hooks';
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers';

/** A part of one turn of the event loop that took long. */
export interface LongTurn {
  readonly fromMs: number;
  readonly untilMs: number;
  /** How long of it the thread did not wait for events. */
  readonly activeMs: number;
}

/** Watches how the event loop of this thread turns. */
export interface Turns {
  /** Long turns since this was last asked, oldest first; times are `performance.now()`. */
  takeLong(): LongTurn[];
  /** How long the event loop kept others waiting, turn by turn, in nanoseconds. Reset it at will. */
  readonly delays: RecordableHistogram;
  stop(): void;
}

/** An event loop that slept this long in its turn is looked at in each turn; a busier one every so often. */
const SLEPT_MS = 5;
const PAUSE_MS = 20;

/** A stall may begin anywhere between two looks. */
const UNSEEN_MS = PAUSE_MS / 2;

const MOST_TURNS = 10_000;

/**
 * Starts watching; turns that take `longMs` or more are remembered.
 *
 * An immediate that does not keep the loop awake runs once in each turn, whenever the loop turns anyway: what was not
 * sleep since the last one is one turn's work. In a busy loop, a timer makes it pause: one that is late by some time
 * tells that the loop did not turn for that time. So a process that sleeps is never woken, which costs more than all
 * else here: `monitorEventLoopDelay`, which wakes it 50 times a second, takes 2.3 ms of CPU a second in an idle process
 * where this takes none to be seen, and neither is to be seen in a busy one.
 */
export function watchTurns(longMs: number): Turns {
  const delays = createHistogram();
  const loop = performance.nodeTiming;
  let long: LongTurn[] = [];
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  /** When the loop was last seen to turn, and how long it had slept in its life. */
  let seenMs = performance.now();
  let sleptMs = loop.idleTime;
  /** The timer's time, while it is waited for. */
  let dueMs: number | undefined;

  /** Notes what was done since the loop was last seen; returns how long it slept. */
  const note = (): number => {
    const nowMs = performance.now();
    const idleMs = loop.idleTime;
    const slept = idleMs - sleptMs;
    const fromMs = dueMs === undefined ? seenMs : Math.min(nowMs, dueMs - UNSEEN_MS);
    const activeMs = Math.max(0, dueMs === undefined ? nowMs - fromMs - slept : nowMs - dueMs);
    delays.record(Math.max(1, Math.round(activeMs * 1e6)));
    const unseenMs = dueMs === undefined ? 0 : UNSEEN_MS;
    if (activeMs + unseenMs >= longMs && long.length < MOST_TURNS) {
      long.push({ fromMs, untilMs: nowMs, activeMs: activeMs + unseenMs });
    }
    seenMs = nowMs;
    sleptMs = idleMs;
    return slept;
  };
  const onTurn = () => {
    if (note() >= SLEPT_MS) immediate = setImmediate(onTurn).unref();
    else {
      dueMs = seenMs + PAUSE_MS;
      timer = timer?.refresh() ?? setTimeout(onTime, PAUSE_MS).unref();
    }
  };
  const onTime = () => {
    note();
    dueMs = undefined;
    immediate = setImmediate(onTurn).unref();
  };
  immediate = setImmediate(onTurn).unref();

  return {
    delays,
    takeLong() {
      // The turn that asks may have been long before it came to this.
      if (dueMs === undefined) note();
      else if (performance.now() > dueMs) {
        note();
        dueMs = seenMs;
      }
      const taken = long;
      long = [];
      return taken;
    },
    stop() {
      clearTimeout(timer);
      clearImmediate(immediate);
    },
  };
}
