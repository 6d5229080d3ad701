import { setTimeout as sleep } from 'node:timers/promises';
import type { TopReport } from '@perf/profile';
import { MINUTE, NOON } from './drawn.js';
import type { Answer, RunningServer } from './running.js';

export interface OverloadReport {
  /** Windows a second that are stored when each of some clients sends one at a time. */
  readonly sustainable: number;
  /** Windows a second that were sent then. */
  readonly sent: number;
  readonly acknowledged: number;
  /** Answers by status, those that are to say when to come again apart from those that do not. */
  readonly answers: Readonly<Record<string, number>>;
  /** Windows that are stored, of all that were acknowledged before and then. */
  readonly stored: number;
  readonly acknowledgedInAll: number;
  readonly idleBytes: number;
  readonly peakBytes: number;
  /** Milliseconds of each query. */
  readonly idleQueriesMs: readonly number[];
  readonly queriesMs: readonly number[];
}

const clients = 16;
const tickMs = 20;
/** Where nothing is refused: a defect, or a machine on which it cannot be shown. */
const mostSent = 50_000;

/** Finds out what a server can store, then sends ten times that for some time and until something is refused. */
export async function overload(
  server: RunningServer,
  bodies: readonly Uint8Array[],
  seconds: number,
): Promise<OverloadReport> {
  let next = 0;
  const send = (): Promise<Answer> => {
    const number = next++;
    const from = NOON + Math.floor(number / 20) * 1_000;
    const times = { from: String(from), until: String(from + MINUTE) };
    const search = { service: 'shop', instance: String(number % 20), id: `window ${number}`, ...times };
    const body = bodies[number % bodies.length] as Uint8Array;
    return insist(() => server.ask('POST', '/api/v1/profiles', { search, body }));
  };

  let before = 0;
  const startMs = performance.now();
  const client = async () => {
    while (performance.now() - startMs < seconds * 1_000) if ((await send()).status === 200) before++;
  };
  await Promise.all(Array.from({ length: clients }, client));
  const sustainable = before / ((performance.now() - startMs) / 1_000);

  const idleQueriesMs: number[] = [];
  for (let i = 0; i < 20 * seconds; i++) idleQueriesMs.push(await queryMs(server));
  const idleBytes = await server.metric('process_resident_memory_bytes');

  const answers: Record<string, number> = {};
  const queriesMs: number[] = [];
  let peakBytes = idleBytes;
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      queriesMs.push(await insist(() => queryMs(server)));
      peakBytes = Math.max(peakBytes, await insist(() => server.metric('process_resident_memory_bytes')));
      await sleep(20);
    }
  };
  const watching = watch();
  const overStartMs = performance.now();
  const firstSent = next;
  const sending: Promise<void>[] = [];
  const note = ({ status, headers }: Answer): void => {
    const key =
      status >= 400 && headers['retry-after'] === undefined ? `${status} without Retry-After` : String(status);
    answers[key] = (answers[key] ?? 0) + 1;
  };
  const passedMs = () => performance.now() - overStartMs;
  while ((passedMs() < seconds * 1_000 || answers['429'] === undefined) && next - firstSent < mostSent) {
    const due = Math.ceil((10 * sustainable * passedMs()) / 1_000);
    while (next - firstSent < Math.min(due, mostSent)) sending.push(send().then(note));
    await sleep(tickMs);
  }
  const sent = (next - firstSent) / (passedMs() / 1_000);
  await Promise.all(sending);
  isOver = true;
  await watching;

  const range = { query: 'cpu{service="shop"}', from: String(NOON - MINUTE), until: String(NOON + 10 * 60 * MINUTE) };
  const { profiles } = await server.get<TopReport>('/api/v1/top', range);
  const acknowledged = answers['200'] ?? 0;
  return {
    sustainable,
    sent,
    acknowledged,
    answers,
    stored: profiles,
    acknowledgedInAll: before + acknowledged,
    idleBytes,
    peakBytes,
    idleQueriesMs,
    queriesMs,
  };
}

/** Asks again where the system dropped a connection: more connect at once than it queues for a server. Agents do as much. */
async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
    }
  }
}

/** A flame graph of a minute. Rejects where there is none. */
async function queryMs(server: RunningServer): Promise<number> {
  const startMs = performance.now();
  const range = { query: 'cpu{service="shop"}', from: String(NOON), until: String(NOON + MINUTE) };
  await server.get('/api/v1/flamegraph', range);
  return performance.now() - startMs;
}
