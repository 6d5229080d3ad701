import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import { Refusal } from '../errors.js';
import type { Limits } from '../limits.js';

/** The parts of an ingest body. */
export interface IngestBody {
  profiles: Uint8Array[];
  meta: string | null;
}

const metaBytes = 256 * 1024;

/** Reads a body of at most `limits.bodyBytes`: one pprof as it is, or multipart/form-data. */
export async function readBody(request: IncomingMessage, limits: Limits): Promise<IngestBody> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limits.bodyBytes) throw tooLarge(limits);
  const type = request.headers['content-type'] ?? '';
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (/^multipart\/form-data\b/i.test(type)) {
    if (encoding !== 'identity') {
      throw new Refusal(415, `A multipart body in ${encoding} is not read: gzip each profile part instead.`);
    }
    return readMultipart(request, limits);
  }
  if (/^(application\/json|text\/html|image\/|multipart\/)/i.test(type)) {
    throw new Refusal(
      415,
      `${type} is not a profile: send pprof bytes as application/octet-stream, or multipart/form-data with parts named ` +
        '"profile" and "meta".',
    );
  }
  // A gzipped pprof is a pprof: `Content-Encoding: gzip` says nothing that its first bytes do not.
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new Refusal(415, `Content-Encoding ${encoding} is not read: send the profile raw or gzipped.`);
  }
  return { profiles: [await readRaw(request, limits)], meta: null };
}

async function readRaw(request: IncomingMessage, limits: Limits): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.bodyBytes) throw tooLarge(limits);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readMultipart(request: IncomingMessage, limits: Limits): Promise<IngestBody> {
  return new Promise((resolve, reject) => {
    const body: IngestBody = { profiles: [], meta: null };
    let bytes = 0;
    const fail = (error: unknown): void => {
      request.unpipe();
      request.resume();
      reject(error instanceof Refusal ? error : new Refusal(400, `The multipart body cannot be read: ${text(error)}.`));
    };
    const parser = (() => {
      try {
        return busboy({
          headers: request.headers,
          limits: { parts: limits.profilesPerWindow + 2, fieldSize: metaBytes, fieldNameSize: 100, headerPairs: 20 },
        });
      } catch (error) {
        fail(error);
        return null;
      }
    })();
    if (parser === null) return;
    const collect = (name: string, chunks: Buffer[]): void => {
      const content = Buffer.concat(chunks);
      if (name === 'profile') body.profiles.push(content);
      else if (name === 'meta') body.meta = content.toString('utf8');
      else fail(new Refusal(400, `There is no part ${JSON.stringify(name)}: parts are named "profile" and "meta".`));
    };
    parser.on('field', (name, value, info) => {
      if (info.valueTruncated) fail(new Refusal(413, `The part ${name} has more than ${metaBytes} bytes.`));
      else collect(name, [Buffer.from(value, name === 'profile' ? 'latin1' : 'utf8')]);
    });
    parser.on('file', (name, stream) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > limits.bodyBytes) fail(tooLarge(limits));
        else chunks.push(chunk);
      });
      stream.on('error', fail);
      stream.on('end', () => collect(name, chunks));
    });
    parser.on('partsLimit', () =>
      fail(new Refusal(413, `At most ${limits.profilesPerWindow} profiles a window are accepted.`)),
    );
    parser.on('error', fail);
    parser.on('close', () => resolve(body));
    request.on('aborted', () => fail(new Refusal(400, 'The request ended too early.')));
    request.pipe(parser);
  });
}

function tooLarge(limits: Limits): Refusal {
  return new Refusal(
    413,
    `The body has more than ${limits.bodyBytes} bytes: send smaller windows, or gzip the profiles.`,
  );
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
