import { Collector } from './collector.js';
import type { Config } from './config.js';
import { Delivery } from './delivery.js';
import { flushAtExit, within } from './exit.js';
import { postOnTheSpot } from './lastpost.js';
import { reasonOf, sayOnce } from './log.js';
import { proxyFor } from './net/proxy.js';
import { openQuietContext } from './net/quiet.js';
import { monitorOutOfMemory } from './oom/monitor.js';
import { openPost } from './post.js';
import type { Pprof } from './pprof.js';
import { Spool } from './spool.js';
import { openHub } from './threads/hub.js';

/** The running agent. Neither call ever rejects. */
export interface Agent {
  /** Ends the current window and delivers what is queued; resolves when that is done or not possible now. */
  flush(): Promise<void>;
  /** Like `flush`, then stops profiling and takes back every listener. */
  stop(): Promise<void>;
}

/** A new process is seen soon: its first window ends after ten seconds. */
const FIRST_WINDOW_MS = 10_000;
const FLUSH_DEADLINE_MS = 10_000;
const STOP_DEADLINE_MS = 2000;
const EXIT_DEADLINE_MS = 2000;

/** Instances started together spread out by and by: each window is up to a tenth longer or shorter. */
const JITTER = 0.1;

/** Starts the loop: collect, deliver, wait. */
export function startAgent(config: Config, pprof: Pprof): Agent {
  const { serverUrl, apiKey, caFile } = config;
  const proxy = proxyFor(new URL(serverUrl), process.env, sayOnce)?.href;
  const server = { serverUrl, apiKey, caFile, proxy };
  const { post, close } = openPost(server);
  const place = withoutSecrets(serverUrl);
  const delivery = new Delivery(post, new Spool(config.spool, place), place);
  const hub = openHub(config, () => flush(FLUSH_DEADLINE_MS));
  const collector = new Collector(config, pprof, () => delivery.takeDropped(), hub);
  const oom = monitorOutOfMemory(pprof, config, place);

  const quietly = openQuietContext();
  // Asked for twice at once (a signal has two listeners), one window is enough.
  let shipping: Promise<void> | undefined;
  const ship = () => {
    shipping ??= quietly(() => {
      const collected = collector.collect();
      oom.windowBegins();
      return collected
        .then((parcel) => delivery.add(parcel))
        .catch((error) => sayOnce(`a window is lost: ${reasonOf(error)}`))
        .finally(() => {
          shipping = undefined;
        });
    });
    return shipping;
  };
  const flush = (deadlineMs: number) =>
    within(
      deadlineMs,
      ship().then(() => delivery.drain()),
    );

  let timer: NodeJS.Timeout;
  const schedule = (delayMs: number) => {
    timer = setTimeout(() => {
      schedule(collector.intervalMs * (1 - JITTER + 2 * JITTER * Math.random()));
      void ship();
    }, delayMs).unref();
  };
  schedule(Math.min(FIRST_WINDOW_MS, config.intervalMs));
  const forgetExit = flushAtExit({
    flush,
    rescue: () => delivery.rescue(),
    rescueAll: () => {
      try {
        for (const parcel of collector.collectSync()) delivery.keep(parcel);
      } catch (error) {
        sayOnce(`the last window is lost: ${reasonOf(error)}`);
      }
      delivery.sendOnTheSpot((parcels) => postOnTheSpot(server, parcels, EXIT_DEADLINE_MS));
    },
  });

  let stopped: Promise<void> | undefined;
  return {
    flush: () => stopped ?? flush(FLUSH_DEADLINE_MS),
    stop: () => {
      stopped ??= (async () => {
        forgetExit();
        clearTimeout(timer);
        await flush(STOP_DEADLINE_MS);
        hub.close();
        collector.stop();
        delivery.close();
        close();
      })();
      return stopped;
    },
  };
}

function withoutSecrets(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.username = '';
  url.password = '';
  return url.href.replace(/\/$/, '');
}
