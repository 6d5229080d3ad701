import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a process ended: its exit code, or the signal that killed it. */
export type End = number | NodeJS.Signals | null;

const REPOSITORY = process.cwd();

/** The path of a fixture. */
export function fixture(name: string): string {
  return join(REPOSITORY, 'test/agent/fixtures', name);
}

/** A process with the agent in it. */
export class Host {
  /** How it ended, once it has. */
  readonly ended: Promise<End>;
  #stdout = '';
  #stderr = '';
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on('data', (data) => {
      this.#stdout += data;
    });
    child.stderr?.on('data', (data) => {
      this.#stderr += data;
    });
    this.ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  }

  /**
   * Runs node (this one or another) with these arguments, and these variables beside a clean environment. Without a
   * PERF_SPOOL_DIR it has one of its own: what others left behind for the same port must not come up here.
   */
  static run(args: readonly string[], variables: Record<string, string> = {}, node = process.execPath): Host {
    const { PATH = '', HOME = '' } = process.env;
    const ownSpool = join(tmpdir(), `perf-spool-of-test-${randomUUID()}`);
    const env = { PATH, HOME, PERF_SPOOL_DIR: ownSpool, ...variables };
    const host = new Host(spawn(node, args, { cwd: REPOSITORY, env }));
    void host.ended.then(() => rmSync(ownSpool, { recursive: true, force: true }));
    return host;
  }

  /** Runs an ES module given as text. */
  static module(source: string, variables: Record<string, string> = {}): Host {
    return Host.run(['--input-type=module', '--eval', source], variables);
  }

  /** What the agent said so far. */
  get said(): string[] {
    return this.#stderr.split('\n').filter((line) => line.startsWith('[perf]'));
  }

  get stderr(): string {
    return this.#stderr;
  }

  get stdout(): string {
    return this.#stdout;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves with the first match of standard output. Rejects if the process ends without. */
  prints(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(this.#stdout);
        if (match !== null) resolve(match);
      };
      look();
      this.#child.stdout?.on('data', look);
      void this.ended.then((end) => reject(new Error(`ended with ${end} before ${pattern}: ${this.#stderr}`)));
    });
  }

  /** Resolves with the first thing the agent says that matches. */
  says(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const line = this.said.find((said) => pattern.test(said));
        if (line !== undefined) resolve(line);
      };
      look();
      this.#child.stderr?.on('data', look);
      void this.ended.then((end) => reject(new Error(`ended with ${end} without saying ${pattern}: ${this.#stderr}`)));
    });
  }
}
