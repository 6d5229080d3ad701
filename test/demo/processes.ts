/** Child processes of the demo: started, waited for, ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const END_MS = 10_000;
const running = new Set<ChildProcess>();

/** Starts a Node script. Its stderr is the demo's; its stdout too, unless it is `read`. */
export function start(
  script: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; stdout?: 'inherit' | 'ignore' | 'pipe' } = {},
): ChildProcess {
  const child = spawn(process.execPath, [script, ...args], {
    env: options.env ?? process.env,
    cwd: options.cwd,
    stdio: ['ignore', options.stdout ?? 'inherit', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** The first line of a child's stdout that matches; rejects where the child ends before. */
export async function lineOf(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  if (child.stdout === null) throw new Error('its stdout is not read');
  for await (const line of createInterface(child.stdout)) {
    const match = pattern.exec(line);
    if (match) {
      child.stdout.resume();
      return match;
    }
  }
  throw new Error(`the process ended (exit code ${child.exitCode}) before it printed ${pattern}`);
}

/** Resolves once `url` answers 200; rejects where the child ends before or 30 s pass. */
export async function whenReady(child: ChildProcess, url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (hasEnded(child)) throw new Error(`the process ended (exit code ${child.exitCode}) before ${url} answered`);
    const response = await fetch(url).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    await delay(100);
  }
  throw new Error(`${url} did not answer within 30 s`);
}

/** Asks a child to end, as an operator would, and waits. Resolves to its exit code, null after a signal. */
export async function end(child: ChildProcess): Promise<number | null> {
  if (hasEnded(child)) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), END_MS);
  const [code] = (await exit) as [number | null];
  clearTimeout(insist);
  return code;
}

/** Ends whatever still runs. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map(end));
}

/** Asks whatever still runs to end, for those who cannot wait. */
export function signalAll(): void {
  for (const child of running) child.kill('SIGTERM');
}

/** `wanted` where it is free, else a port that is. */
export async function freePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? 0;
}

async function tryPort(port: number): Promise<number | null> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    return (probe.address() as { port: number }).port;
  } catch {
    return null;
  } finally {
    probe.close();
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
