import { performance } from 'node:perf_hooks';

/** What an agent does before its process ends. Neither call throws or rejects. */
export interface LastActs {
  /** Collects and delivers what there is, within the time given. */
  flush(deadlineMs: number): Promise<void>;
  /** Brings to safety, on the spot, what has not been delivered. */
  rescue(): void;
  /** The same, the current window included, for the `exit` event: nothing asynchronous happens any more. */
  rescueAll(): void;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const DEADLINE_MS = 2000;

/** A process that has run this long since it was flushed for its end did not end. */
const RESUMED_MS = 1000;

/**
 * Flushes when the process is about to end: on `beforeExit`, SIGTERM and SIGINT; and rescues what is left on `exit`,
 * which is all there is for `process.exit()` and uncaught errors. Returns how to take that back.
 *
 * The process ends exactly as it would have. Where nobody else listens to a signal, it is raised again after the flush,
 * with its default effect; where the host listens, ending is the host's affair.
 */
export function flushAtExit({ flush, rescue, rescueAll }: LastActs): () => void {
  const toRaise = new Set<NodeJS.Signals>();
  let ending = false;
  let flushing = false;
  let flushedAtMs = Number.NEGATIVE_INFINITY;
  /** Whether nothing happened since `beforeExit`, so that an `exit` is the natural one. */
  let atEnd = false;

  const onSignal = (signal: NodeJS.Signals) => {
    if (nobodyElseActs(signal)) toRaise.add(signal);
    // A terminal and a parent process often send the same signal twice: the first flush goes on.
    if (ending) return;
    ending = true;
    void flush(DEADLINE_MS).then(() => {
      ending = false;
      // Who dies of a signal does not exit.
      if (toRaise.size > 0) rescue();
      for (const raised of toRaise) raiseAgain(raised);
      toRaise.clear();
    });
  };
  const raiseAgain = (signal: NodeJS.Signals) => {
    process.removeListener(signal, onSignal);
    process.kill(process.pid, signal);
    // Still alive: the kernel spares process 1 of a container from signals it does not handle.
    setTimeout(() => process.on(signal, onSignal), 100).unref();
  };
  // The flush itself makes the loop turn, and `beforeExit` come again: the second time there is nothing to flush.
  const onBeforeExit = () => {
    atEnd = true;
    setImmediate(() => {
      atEnd = false;
    }).unref();
    if (flushing || performance.now() - flushedAtMs < RESUMED_MS) return;
    flushing = true;
    void flush(DEADLINE_MS).then(() => {
      flushing = false;
      flushedAtMs = performance.now();
    });
  };
  const onExit = () => {
    if (atEnd && !flushing) rescue();
    else rescueAll();
  };

  process.on('beforeExit', onBeforeExit);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  // Before the listener of @datadog/pprof, which stops the profiler and throws its profile away.
  process.prependListener('exit', onExit);
  return () => {
    process.removeListener('beforeExit', onBeforeExit);
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    process.removeListener('exit', onExit);
  };
}

/**
 * Whether the process would have died of the signal, were it not for this agent's listener.
 * The listeners of `signal-exit`, which many packages bring along, raise the signal again only if there are no others.
 */
function nobodyElseActs(signal: NodeJS.Signals): boolean {
  const emitters: unknown[] = [
    (process as { __signal_exit_emitter__?: unknown }).__signal_exit_emitter__,
    (globalThis as Record<symbol, unknown>)[Symbol.for('signal-exit emitter')],
  ];
  const waiting = emitters.reduce<number>((sum, emitter) => {
    const count = (emitter as { count?: unknown } | undefined)?.count;
    return sum + (typeof count === 'number' ? count : 0);
  }, 0);
  return process.listenerCount(signal) - 1 <= waiting;
}

/** Waits for the work, at most this long, and keeps the process alive until then. Never rejects. */
export function within(deadlineMs: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, deadlineMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    work.then(done, done);
  });
}
