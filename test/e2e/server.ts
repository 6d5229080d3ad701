/** The real server in a process of its own, on a free port and an empty folder, and profiles sent to it over HTTP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { encodePprof } from '@perf/proto';
import { pprofOf } from '../notation/profile-of.js';

const MAIN = join(process.cwd(), 'server/bundle/main.js');

export interface TestServer {
  readonly url: string;
  /** Ends the process; its data stay until `close`. */
  stop(): Promise<void>;
  /** Starts it again after `stop`, at the same address and on the same data; with other flags, if any are given. */
  start(...flags: string[]): Promise<void>;
  /** Holds the process still: what is asked is answered once it is thawed. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

export async function startServer(...flags: string[]): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'perf-e2e-'));
  let { child, url } = await run(dataDir, '0', flags);
  const running = () => child.exitCode === null && child.signalCode === null;
  const stop = async () => {
    if (!running()) return;
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  const start = async (...others: string[]) => {
    ({ child } = await run(dataDir, new URL(url).port, others.length > 0 ? others : flags));
  };
  const close = async () => {
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return {
    url,
    stop,
    start,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    close,
  };
}

async function run(
  dataDir: string,
  port: string,
  flags: readonly string[],
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [MAIN, '--port', port, '--data-dir', dataDir, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  const url = await listening(child).catch((error) => {
    throw new Error(`${error.message}\n${complaint}`);
  });
  return { child, url };
}

async function listening(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  for await (const line of lines) {
    const url = /http:\/\/[\w.:[\]]+/.exec(line)?.[0];
    if (url) {
      child.stdout?.resume();
      return url;
    }
  }
  throw new Error('The server ended before it was listening.');
}

export interface Pushed {
  readonly labels: Readonly<Record<string, string>>;
  /** As test/notation draws profiles; values are milliseconds of CPU. */
  readonly drawing: string;
  readonly fromMs: number;
  /** A minute unless told. */
  readonly durationMs?: number;
  /** What drawn names stand for, where a name cannot be drawn. */
  readonly names?: Readonly<Record<string, string>>;
  /** What an agent would have measured in the same time. */
  readonly numbers?: Readonly<Record<string, number>>;
}

/** Sends one CPU profile and waits until it is stored. */
export async function push(
  server: TestServer,
  { labels, drawing, fromMs, durationMs = 60_000, names = {}, numbers = {} }: Pushed,
): Promise<void> {
  const pprof = pprofOf(drawing, { types: ['cpu/nanoseconds'], timeMs: fromMs, durationMs });
  for (const sample of pprof.sample) sample.value = sample.value.map((milliseconds) => milliseconds * 1e6);
  pprof.stringTable = pprof.stringTable.map((drawn) => names[drawn] ?? drawn);
  const body = new FormData();
  body.append('meta', JSON.stringify({ from: fromMs, until: fromMs + durationMs, labels, numbers }));
  body.append('profile', new Blob([encodePprof(pprof) as Uint8Array<ArrayBuffer>]), 'cpu.pb');
  const send = () => fetch(`${server.url}/api/v1/profiles`, { method: 'POST', body });
  // A connection that was kept may be closed by the time it is used. What is sent again is stored once.
  const response = await send().catch(send);
  if (!response.ok) throw new Error(`The server refused a profile: ${await response.text()}`);
}
