import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { IngestReport, Problem } from '@perf/profile';

const MAIN = join(process.cwd(), 'server/bundle/main.js');

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Question {
  readonly headers?: Record<string, string | number>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly search?: Record<string, string>;
}

export interface StartOptions {
  /** Flags beside the usual ones: any port, a folder of its own, no profile of itself, windows of any age as they are. */
  readonly flags?: readonly string[];
  readonly env?: Record<string, string>;
  /** A folder that is there already, and stays. */
  readonly dataDir?: string;
  /** Whether it profiles itself, as it does by default outside of tests. */
  readonly selfProfile?: boolean;
}

/** How a perf-server ended that was not to keep running. */
export interface Ended {
  readonly code: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A perf-server that was started, and may not listen yet. */
export interface Launched {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Rejects where it ends before. */
  readonly listening: Promise<RunningServer>;
}

/** A perf-server in a process of its own. */
export class RunningServer {
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(
    readonly dataDir: string,
    readonly url: URL,
    readonly process: ChildProcess,
    readonly ended: Promise<Ended>,
    /** Resolves with the first line of the log that matches. */
    readonly logs: (pattern: RegExp) => Promise<string>,
    readonly ownsFolder: boolean,
  ) {}

  static async start(options: StartOptions = {}): Promise<RunningServer> {
    const ownsFolder = options.dataDir === undefined;
    return RunningServer.launch({ ...options, dataDir: options.dataDir ?? (await temporaryFolder()) }, ownsFolder)
      .listening;
  }

  /** One that may be ended before it listens. */
  static launch(
    { flags = [], env = {}, dataDir: folder, selfProfile = false }: StartOptions & { readonly dataDir: string },
    ownsFolder = false,
  ): Launched {
    const usual = ['--port', '0', '--data-dir', folder, '--log-level', 'warn'];
    if (!flags.includes('--retention')) usual.push('--retention', '36500d');
    if (!flags.includes('--retention') && !flags.includes('--keep-raw')) usual.push('--keep-raw', '36500d');
    const own = selfProfile ? [] : ['--no-self-profile'];
    const { child, ended, logs } = spawnServer([...usual, ...own, ...flags], env);
    const opened = (line: string): RunningServer =>
      new RunningServer(folder, new URL(line.split(' ').at(-1) ?? ''), child, ended, logs, ownsFolder);
    return { process: child, ended, listening: logs(/^perf is listening\. Open .*/m).then(opened) };
  }

  /** Sends a request; the answer may come before all of it is sent. */
  ask(method: string, path: string, question: Question = {}): Promise<Answer> {
    const { headers = {}, body, search = {} } = question;
    const query = new URLSearchParams(search).toString();
    return new Promise((resolve, reject) => {
      const options = { method, agent: this.#agent, path: query === '' ? path : `${path}?${query}`, headers };
      const sent = request(this.url, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
        });
      });
      sent.on('error', (error: NodeJS.ErrnoException) => {
        const isWhole = body === undefined || body instanceof Uint8Array;
        // The server may close a connection that was idle just when it is used again: that is no answer.
        if (sent.reusedSocket && error.code === 'ECONNRESET' && isWhole) resolve(this.ask(method, path, question));
        else reject(error);
      });
      if (body === undefined || body instanceof Uint8Array) sent.end(body);
      else Readable.from(body).pipe(sent);
    });
  }

  /** The report a call answers with. Rejects with the problem where there is none. */
  async get<T>(path: string, search: Record<string, string> = {}): Promise<T> {
    const answer = await this.ask('GET', path, { search });
    if (answer.status !== 200) throw new Error(`${path}: ${problemText(answer)}`);
    return JSON.parse(answer.body.toString()) as T;
  }

  /** Why a call has no answer, as `status detail`. */
  async refusal(path: string, search: Record<string, string> = {}): Promise<string> {
    return problemText(await this.ask('GET', path, { search }));
  }

  /** Stores a profile. Rejects with the problem where it is refused. */
  async push(search: Record<string, string>, body: Uint8Array): Promise<IngestReport> {
    const answer = await this.ask('POST', '/api/v1/profiles', { search, body });
    if (answer.status !== 200) throw new Error(problemText(answer));
    return JSON.parse(answer.body.toString()) as IngestReport;
  }

  /** Stores one window of several profiles and a meta part. */
  async pushWindow(meta: object, profiles: readonly Uint8Array[], search: Record<string, string> = {}) {
    const answer = await this.ask('POST', '/api/v1/profiles', { search, ...(await multipart(meta, profiles)) });
    if (answer.status !== 200) throw new Error(problemText(answer));
    return JSON.parse(answer.body.toString()) as IngestReport;
  }

  /** A figure of /metrics, NaN where it is not there. */
  async metric(name: string): Promise<number> {
    const { body } = await this.ask('GET', '/metrics');
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(body.toString())?.[1] ?? NaN);
  }

  /** Asks it to end, and waits until it has. The folder goes with it unless it was given. */
  async stop(): Promise<Ended> {
    this.process.kill('SIGTERM');
    const ended = await this.#leave();
    if (this.ownsFolder) await rm(this.dataDir, { recursive: true, force: true });
    return ended;
  }

  /** Ends it as a power cut would; the folder stays. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.#leave();
  }

  async #leave(): Promise<Ended> {
    const ended = await this.ended;
    this.#agent.destroy();
    return ended;
  }
}

/** Runs perf-server with nothing but these arguments, for mistakes that end it. */
export function runServer(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return spawnServer(args, env).ended;
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'perf-server-'));
}

/** A problem document as `status detail`. Throws where the answer is none. */
export function problemText({ status, headers, body }: Answer): string {
  if (!/^application\/problem\+json\b/.test(headers['content-type'] ?? '')) {
    throw new Error(`${status} is no problem document: ${body.subarray(0, 200)}`);
  }
  const problem = JSON.parse(body.toString()) as Problem;
  if (problem.status !== status || problem.title === '' || problem.type !== 'about:blank') {
    throw new Error(`${status} is not what its problem document says: ${body}`);
  }
  return `${status} ${problem.detail}`;
}

/** The body of a window, as an agent sends it. */
export async function multipart(
  meta: object | string | null,
  profiles: readonly Uint8Array[],
): Promise<{ headers: Record<string, string>; body: Buffer }> {
  const form = new FormData();
  if (meta !== null) form.append('meta', typeof meta === 'string' ? meta : JSON.stringify(meta));
  for (const [at, bytes] of profiles.entries())
    form.append('profile', new Blob([new Uint8Array(bytes)]), `${at}.pb.gz`);
  return formBody(form);
}

export async function formBody(form: FormData): Promise<{ headers: Record<string, string>; body: Buffer }> {
  const response = new Response(form);
  return {
    headers: { 'content-type': response.headers.get('content-type') ?? '' },
    body: Buffer.from(await response.arrayBuffer()),
  };
}

function spawnServer(args: readonly string[], env: Record<string, string>) {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH, HOME, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code: signal ?? code, stdout, stderr }));
  });
  const logs = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const line = pattern.exec(stdout)?.[0];
        if (line !== undefined) resolve(line);
      };
      look();
      child.stdout.on('data', look);
      void ended.then(({ code }) => reject(new Error(`perf-server ended with ${code} before ${pattern}: ${stderr}`)));
    });
  return { child, ended, logs };
}
