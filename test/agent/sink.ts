import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';

/** A window as it came over the wire. */
export interface ReceivedWindow {
  readonly meta: {
    id: string;
    from: number;
    until: number;
    root: string;
    labels: Record<string, string>;
    numbers: Record<string, number>;
  };
  /** Decoded, by file name. */
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly authorization: string | undefined;
}

/** How the sink treats a request: a status with what goes with it, or worse. */
export type Answer =
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | 'close the connection'
  | 'never answer';

const OK: Answer = { status: 200, body: { stored: 2, duplicate: false } };

/** Where agents under test deliver to: a real HTTP server that remembers what it took, and every attempt. */
export class Sink {
  /** Windows answered with 200, in the order they came. */
  readonly windows: ReceivedWindow[] = [];
  /** Every attempt, taken or not. */
  readonly attempts: { readonly id: string; readonly atMs: number }[] = [];
  /** Answers to come, first to last; when there are none left, 200. */
  answers: Answer[] = [];
  readonly #server: Server;
  readonly #waiting: { ready: () => boolean; resolve: () => void }[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', async () => {
        const { 'content-type': type = '', authorization } = request.headers;
        await this.#receive(Buffer.concat(chunks), type, authorization, response);
      });
    });
  }

  /** Listens on a free port, or on the one given. */
  static async open(port = 0): Promise<Sink> {
    const sink = new Sink();
    await new Promise<void>((resolve) => sink.#server.listen(port, '127.0.0.1', resolve));
    return sink;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves once it is true of the sink; the time-out of the test is the limit. */
  until(ready: (sink: Sink) => boolean): Promise<void> {
    if (ready(this)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ ready: () => ready(this), resolve }));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(body: Buffer, type: string, authorization: string | undefined, response: ServerResponse) {
    const received = await readWindow(body, type, authorization);
    const answer = this.answers.shift() ?? OK;
    this.attempts.push({ id: received.meta.id, atMs: performance.now() });
    if (answer === 'close the connection') response.destroy();
    else if (answer !== 'never answer') {
      if (answer.status === 200) this.windows.push(received);
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(JSON.stringify(answer.body ?? {}));
    }
    for (const waiting of this.#waiting) if (waiting.ready()) waiting.resolve();
  }
}

async function readWindow(body: Buffer, type: string, authorization: string | undefined): Promise<ReceivedWindow> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const meta = form.get('meta');
  const profiles = new Map<string, Profile>();
  for (const part of form.getAll('profile')) {
    const file = part as File;
    profiles.set(file.name, Profile.decode(gunzipSync(Buffer.from(await file.arrayBuffer()))));
  }
  const json = typeof meta === 'string' ? meta : await (meta as File).text();
  return { meta: JSON.parse(json), profiles, authorization };
}

/** The names of the functions in a profile. */
export function functionNames(profile: Profile | undefined): string[] {
  return (profile?.function ?? []).map(({ name }) => profile?.stringTable.strings[Number(name)] ?? '');
}

/** A profile's sample types as `type/unit`. */
export function sampleTypes(profile: Profile | undefined): string[] {
  const text = (index: number | bigint) => profile?.stringTable.strings[Number(index)];
  return (profile?.sampleType ?? []).map(({ type, unit }) => `${text(type)}/${text(unit)}`);
}

/** The sum over all samples of one sample type. */
export function total(profile: Profile | undefined, sampleType: string): number {
  const column = sampleTypes(profile).indexOf(sampleType);
  return (profile?.sample ?? []).reduce((sum, { value }) => sum + Number(value[column]), 0);
}

/** Samples of a profile by the value of one of their labels; those without it are left out. */
export function samplesByLabel(profile: Profile | undefined, label: string): Record<string, number> {
  const text = (index: number | bigint) => profile?.stringTable.strings[Number(index)] ?? '';
  const column = sampleTypes(profile).findIndex((type) => /^(sample|inuse_objects)\//.test(type));
  const samples: Record<string, number> = {};
  for (const sample of profile?.sample ?? []) {
    const found = sample.label.find(({ key }) => text(key) === label);
    if (found === undefined) continue;
    const value = text(found.str);
    samples[value] = (samples[value] ?? 0) + Number(sample.value[column]);
  }
  return samples;
}
