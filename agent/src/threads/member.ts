import { getEnvironmentData, threadId } from 'node:worker_threads';
import type { Agent } from '../agent.js';
import type { Collector } from '../collector.js';
import type { Config } from '../config.js';
import { within } from '../exit.js';
import { reasonOf, sayOnce } from '../log.js';
import { OPTION_RULES } from '../options.js';
import { ADDRESS, type Message, openLine, type Settings } from './line.js';
import { threadName } from './name.js';
import { alone, type Threads } from './threads.js';

/** A service may start its threads before it starts the agent. */
const LONGEST_WAIT_FOR_HUB_MS = 10_000;
const FLUSH_DEADLINE_MS = 10_000;

/**
 * The agent of a worker thread. It profiles as the main thread's agent does, as long as there is one, and hands what it
 * sees to it: asked, and once more when the thread ends by itself or by `process.exit()`. `terminate()` leaves no time:
 * what was seen since the last question is lost.
 *
 * Never throws, and does not keep the thread alive.
 */
export function joinMainThread(startCollector: (config: Config, threads: Threads) => Collector): Agent {
  let collector: Collector | undefined;
  let askedRound = 0;
  let nextTicket = 0;
  const flushes = new Map<number, () => void>();
  /** One thing after the other: an observation takes several turns of the event loop. */
  let work: Promise<void> = Promise.resolve();

  const line = openLine((message: Message) => {
    if (message.kind === 'start') then(() => begin(message.settings));
    else if (message.kind === 'stop') then(end);
    else if (message.kind === 'flushed' && message.threadId === threadId) flushes.get(message.ticket)?.();
    else if (message.kind === 'collect') {
      askedRound = message.round;
      then(() => answer(message.round));
    }
  });

  const then = (next: () => void | Promise<void>) => {
    work = work.then(next).catch((error) => sayOnce(`not profiling a worker thread: ${reasonOf(error)}`));
    return work;
  };

  const begin = ({ config, named }: Settings) => {
    clearTimeout(lonely);
    if (collector !== undefined || !config.enabled) return;
    collector = startCollector(
      config,
      alone(() => threadName(named)),
    );
    process.prependListener('exit', sayLast);
    line.send({ kind: 'hello', threadId });
  };

  const answer = async (round: number) => {
    // A thread that was busy finds several questions: the newest is answered.
    await new Promise((resolve) => setImmediate(resolve));
    if (round === askedRound) await tell();
  };

  const tell = async () => {
    if (collector === undefined) return;
    const round = askedRound;
    const observation = await collector.observe();
    line.send({ kind: 'observed', round, last: false, observation });
  };

  const sayLast = () => {
    try {
      for (const observation of collector?.observeSync() ?? []) {
        line.send({ kind: 'observed', round: askedRound, last: true, observation });
      }
    } catch (error) {
      sayOnce(`the last window of a worker thread is lost: ${reasonOf(error)}`);
    }
  };

  const end = () => {
    process.removeListener('exit', sayLast);
    collector?.stop();
    collector = undefined;
    for (const done of flushes.values()) done();
  };

  const lonely = setTimeout(() => {
    if (OPTION_RULES.enabled.read(process.env[OPTION_RULES.enabled.variable]) === false) return;
    sayOnce('not profiling a worker thread: the main thread has no agent; load @perf/agent there as well');
  }, LONGEST_WAIT_FOR_HUB_MS).unref();
  const settings = getEnvironmentData(ADDRESS) as Settings | undefined;
  if (settings !== undefined) begin(settings);

  return {
    async flush() {
      // Not left to the hub's question, which this thread might be too busy to answer in time.
      await then(tell);
      if (collector === undefined) return;
      const ticket = nextTicket++;
      const done = new Promise<void>((resolve) => flushes.set(ticket, resolve));
      line.send({ kind: 'flush', threadId, ticket });
      await within(FLUSH_DEADLINE_MS, done);
      flushes.delete(ticket);
    },
    stop() {
      clearTimeout(lonely);
      return then(() => {
        sayLast();
        end();
        line.close();
      });
    },
  };
}
