import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A window as an agent sent it. */
export interface SentWindow {
  readonly service: string;
  readonly instance: string;
  readonly profiles: readonly Uint8Array[];
  /** All of it, as it came, to be sent on. */
  readonly body: Buffer;
  readonly contentType: string;
}

interface Meta {
  readonly labels: { readonly service: string; readonly instance: string };
}

/** Where agents deliver to: takes every window, acknowledges it and passes it on. */
export class Recorder {
  private constructor(
    readonly url: string,
    readonly server: Server,
  ) {}

  static async start(record: (window: SentWindow) => void): Promise<Recorder> {
    const server = createServer(async (request, response) => {
      const window = await readWindow(request);
      response.setHeader('content-type', 'application/json').end('{"stored":1,"duplicate":false}');
      record(window);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Recorder(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

async function readWindow(request: IncomingMessage): Promise<SentWindow> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const contentType = request.headers['content-type'] ?? '';
  const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
  const { labels } = JSON.parse(await textOf(form.get('meta'))) as Meta;
  const files = form.getAll('profile') as unknown as Blob[];
  const profiles = await Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())));
  return { service: labels.service, instance: labels.instance, profiles, body, contentType };
}

function textOf(part: unknown): Promise<string> {
  return part instanceof Blob ? part.text() : Promise.resolve(String(part));
}
