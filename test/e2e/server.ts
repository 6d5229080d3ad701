/** The real server in a process of its own, on a free port and an empty folder, and profiles sent to it over HTTP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { encodePprof } from '@perf/proto';
import { pprofOf } from '../notation/profile-of.js';

const MAIN = join(__dirname, '..', '..', 'server', 'dist', 'main.js');

export interface TestServer {
  readonly url: string;
  /** Ends the process; its data stay until `close`. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function startServer(...flags: string[]): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'perf-e2e-'));
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--data-dir', dataDir, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  const url = await listening(child).catch((error) => {
    throw new Error(`${error.message}\n${complaint}`);
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  const close = async () => {
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url, stop, close };
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
  /** What an agent would have measured in the same time. */
  readonly numbers?: Readonly<Record<string, number>>;
}

/** Sends one CPU profile and waits until it is stored. */
export async function push(
  server: TestServer,
  { labels, drawing, fromMs, durationMs = 60_000, numbers = {} }: Pushed,
): Promise<void> {
  const pprof = pprofOf(drawing, { types: ['cpu/nanoseconds'], timeMs: fromMs, durationMs });
  for (const sample of pprof.sample) sample.value = sample.value.map((milliseconds) => milliseconds * 1e6);
  const body = new FormData();
  body.append('meta', JSON.stringify({ from: fromMs, until: fromMs + durationMs, labels, numbers }));
  body.append('profile', new Blob([encodePprof(pprof) as Uint8Array<ArrayBuffer>]), 'cpu.pb');
  const response = await fetch(`${server.url}/api/v1/profiles`, { method: 'POST', body });
  if (!response.ok) throw new Error(`The server refused a profile: ${await response.text()}`);
}
