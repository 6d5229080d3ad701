import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import { Refusal } from '../errors.js';
import type { Limits } from '../limits.js';
import type { ReceivingShare } from './receiving.js';

/** The parts of an ingest body. */
export interface IngestBody {
  profiles: Uint8Array[];
  meta: string | null;
}

const metaBytes = 256 * 1024;

/** Reads a body of at most `limits.bodyBytes`: one pprof as it is, or multipart/form-data. */
export async function readBody(request: IncomingMessage, limits: Limits, share: ReceivingShare): Promise<IngestBody> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limits.bodyBytes) throw tooLarge(limits);
  const type = request.headers['content-type'] ?? '';
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (/^multipart\/form-data\b/i.test(type)) {
    if (encoding !== 'identity') {
      throw new Refusal(415, `A multipart body in ${encoding} is not read: gzip each profile part instead.`);
    }
    return readMultipart(request, limits, share);
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
  const chunks: Buffer[] = [];
  await receive(request, limits, share, (chunk) => chunks.push(chunk));
  return { profiles: [Buffer.concat(chunks)], meta: null };
}

/**
 * Passes a body on chunk by chunk. Beyond a limit, or where `take` throws, the rest is read and dropped: a client that is
 * still sending would not see its answer if the connection were closed under it.
 */
function receive(
  request: IncomingMessage,
  limits: Limits,
  share: ReceivingShare,
  take: (chunk: Buffer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      try {
        if (bytes > limits.bodyBytes) throw tooLarge(limits);
        share.take(chunk.length);
        take(chunk);
      } catch (error) {
        request.off('data', onData);
        request.resume();
        reject(error);
      }
    };
    const cutOff = (): void => reject(new Refusal(400, 'The request ended too early.'));
    request.on('data', onData);
    request.on('end', resolve);
    request.on('error', cutOff);
    request.on('close', cutOff);
  });
}

async function readMultipart(request: IncomingMessage, limits: Limits, share: ReceivingShare): Promise<IngestBody> {
  const body: IngestBody = { profiles: [], meta: null };
  let mistake: Refusal | null = null;
  const fail = (refusal: Refusal): void => {
    mistake ??= refusal;
  };
  const parser = parserFor(request, limits);
  const collect = (name: string, content: Buffer): void => {
    if (name === 'profile') {
      body.profiles.push(content);
    } else if (name !== 'meta') {
      fail(new Refusal(400, `There is no part ${JSON.stringify(name)}: parts are named "profile" and "meta".`));
    } else if (content.length > metaBytes) {
      fail(new Refusal(413, `The part meta has more than ${metaBytes} bytes.`));
    } else if (body.meta !== null) {
      fail(new Refusal(400, 'The part meta is there twice: leave one.'));
    } else {
      body.meta = content.toString('utf8');
    }
  };
  parser.on('field', (name, value, { valueTruncated }) => {
    if (name === 'profile') {
      fail(new Refusal(400, 'A part "profile" is text: give it a filename, or the type application/octet-stream.'));
    } else {
      collect(name ?? '', valueTruncated ? Buffer.alloc(metaBytes + 1) : Buffer.from(value));
    }
  });
  parser.on('file', (name, stream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', (error) => fail(unreadable(error)));
    stream.on('end', () => collect(name ?? '', Buffer.concat(chunks)));
  });
  parser.on('partsLimit', () =>
    fail(new Refusal(413, `At most ${limits.profilesPerWindow} profiles a window are accepted.`)),
  );
  const parsed = new Promise<void>((resolve) => {
    parser.on('error', (error) => {
      fail(unreadable(error));
      resolve();
    });
    parser.on('close', resolve);
  });
  await receive(request, limits, share, (chunk) => {
    if (mistake !== null) throw mistake;
    parser.write(chunk);
  });
  parser.end();
  await parsed;
  if (mistake !== null) throw mistake;
  return body;
}

function parserFor(request: IncomingMessage, limits: Limits): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      limits: { parts: limits.profilesPerWindow + 2, fieldSize: metaBytes, fieldNameSize: 100, headerPairs: 20 },
    });
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): Refusal {
  return new Refusal(
    400,
    `The multipart body cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
  );
}

function tooLarge(limits: Limits): Refusal {
  return new Refusal(
    413,
    `The body has more than ${limits.bodyBytes} bytes: send smaller windows, or gzip the profiles.`,
  );
}
