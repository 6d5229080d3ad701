import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Calls, Question, Reply } from './answer.js';

/** No child outlives the benchmark, however it ends: one that is stopped would not notice by itself. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** A process of a benchmark, seen from its parent. */
export class Child<C extends Calls> {
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  #asked = 0;

  /** Forks a script that calls `answerParent`. Of the environment it gets the usual paths, and what is given. */
  constructor(script: URL, variables: Record<string, string> = {}, nodeFlags: readonly string[] = []) {
    const { PATH = '', HOME = '', TMPDIR } = process.env;
    const env = { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...variables };
    this.#process = fork(script, [], { env, execArgv: [...nodeFlags] });
    running.add(this.#process);
    this.#process.on('message', ({ id, value, error }: Reply) => {
      const waiting = this.#pending.get(id);
      this.#pending.delete(id);
      if (error === undefined) waiting?.resolve(value as never);
      else waiting?.reject(new Error(error));
    });
    this.#process.on('exit', (code, signal) => {
      running.delete(this.#process);
      const error = new Error(`${script.pathname.split('/').at(-1)} ended early (${signal ?? `exit code ${code}`})`);
      for (const { reject } of this.#pending.values()) reject(error);
      this.#pending.clear();
    });
  }

  /** Resolves to the answer; rejects where the call throws or the process ends. */
  ask<Call extends keyof C & string>(
    call: Call,
    argument?: Parameters<C[Call]>[0],
  ): Promise<Awaited<ReturnType<C[Call]>>> {
    return new Promise((resolve, reject) => {
      const id = this.#asked++;
      this.#pending.set(id, { resolve, reject });
      this.#process.send({ id, call, argument } satisfies Question);
    });
  }

  /** Stops the whole process where it is, until `resume`. Windows cannot: there it runs on. */
  pause(): void {
    if (process.platform !== 'win32') this.#process.kill('SIGSTOP');
  }

  resume(): void {
    if (process.platform !== 'win32') this.#process.kill('SIGCONT');
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }
}
