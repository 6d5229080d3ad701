import type { Problem } from '@perf/profile/api.js';
import { Mistake, ServerFailure } from './errors.js';

/** Longer than any answer should take, so that a script never hangs for ever. */
const TIMEOUT_MS = 120_000;

/** Query parameters. An undefined one is left out. */
export type Parameters = Readonly<Record<string, string | number | undefined>>;

/**
 * perf's HTTP API. Every call rejects with a Mistake where the server refuses the question, and with a ServerFailure
 * where it cannot be reached, is busy or fails.
 */
export class Api {
  readonly #base: URL;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param apiKey sent with every call; null for a server that asks for none. */
  constructor(base: URL, apiKey: string | null) {
    this.#base = base;
    this.#headers = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  }

  /** The JSON answer to `GET /api/v1/<path>`. */
  async get<Report>(path: string, parameters: Parameters): Promise<Report> {
    return this.#json(await this.#fetch(path, parameters, {}));
  }

  /** The bytes answered to `GET /api/v1/<path>`. `onBytes` hears how many have come, and of how many where that is known. */
  async download(
    path: string,
    parameters: Parameters,
    onBytes: (bytes: number, total: number | undefined) => void,
  ): Promise<Uint8Array> {
    const response = await this.#fetch(path, parameters, {});
    const total = Number(response.headers.get('content-length')) || undefined;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    const collect = async (): Promise<void> => {
      for await (const chunk of response.body ?? []) {
        chunks.push(chunk);
        bytes += chunk.length;
        onBytes(bytes, total);
      }
    };
    await this.#read(collect());
    return Buffer.concat(chunks);
  }

  /** The JSON answer to `POST /api/v1/<path>` with `body` as it is. */
  async post<Report>(path: string, parameters: Parameters, body: Uint8Array<ArrayBuffer>): Promise<Report> {
    return this.#json(await this.#fetch(path, parameters, { method: 'POST', body }));
  }

  /** The JSON answer to a call that takes JSON. */
  async send<Report>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: object): Promise<Report> {
    const headers = { 'content-type': 'application/json' };
    return this.#json(await this.#fetch(path, {}, { method, headers, body: JSON.stringify(body) }));
  }

  async #fetch(path: string, parameters: Parameters, init: RequestInit): Promise<Response> {
    const url = new URL(`${this.#base.pathname.replace(/\/$/, '')}/api/v1/${path}`, this.#base);
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const response = await this.#read(
      fetch(url, { ...init, headers: { ...this.#headers, ...init.headers }, signal: AbortSignal.timeout(TIMEOUT_MS) }),
    );
    if (!response.ok) throw await this.#refusal(response);
    return response;
  }

  async #json<Report>(response: Response): Promise<Report> {
    const text = await this.#read(response.text());
    // No content: what was asked for is done, and there is nothing to say of it.
    if (response.status === 204) return {} as Report;
    try {
      return JSON.parse(text) as Report;
    } catch {
      throw this.#stranger();
    }
  }

  /** Waits for the network; whatever breaks there becomes one sentence with the way out. */
  async #read<T>(pending: Promise<T>): Promise<T> {
    try {
      return await pending;
    } catch (error) {
      const cause = (error as { cause?: { code?: string; message?: string } }).cause;
      const reason = cause?.code ?? cause?.message ?? (error as Error).message;
      throw new ServerFailure(
        `cannot reach the perf server at ${this.#base.origin} (${reason}). ` +
          'Start it with `npm start` or `perf-server`, or name another one with --server or PERF_SERVER_URL',
      );
    }
  }

  async #refusal(response: Response): Promise<Error> {
    const text = await this.#read(response.text());
    const problem = problemOf(text);
    if (problem === null) return this.#stranger(response.status);
    const isBusy = response.status === 429 || response.status >= 500;
    if (!isBusy) return new Mistake(problem.detail);
    const after = response.headers.get('retry-after');
    const hint = after === null ? '' : `. Try again in ${after} s`;
    return new ServerFailure(`the server answered ${response.status}: ${problem.detail}${hint}`);
  }

  #stranger(status?: number): ServerFailure {
    const what = status === undefined ? 'something other than JSON' : `${status} without a problem document`;
    return new ServerFailure(`${this.#base.origin} answered ${what}: is that a perf server?`);
  }
}

function problemOf(text: string): Problem | null {
  try {
    const problem = JSON.parse(text) as Partial<Problem> | null;
    return typeof problem?.detail === 'string' ? (problem as Problem) : null;
  } catch {
    return null;
  }
}
