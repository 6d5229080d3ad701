/** A file's bytes, decompressed where need be, within a bound. */
import { FormatError } from '@perf/profile/formats/error.js';
import { isGzip } from '@perf/profile/formats/read.js';
import { formatValue } from '@perf/profile/units.js';

/** @throws FormatError beyond the bound, and for damaged gzip. */
export async function bytesOf(file: Blob, mostBytes: number): Promise<Uint8Array> {
  const most = formatValue(mostBytes, 'bytes');
  if (file.size > mostBytes) {
    const size = formatValue(file.size, 'bytes');
    throw new FormatError(`The file has ${size}; files of at most ${most} can be opened in a browser.`);
  }
  const begin = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (!isGzip(begin)) return new Uint8Array(await file.arrayBuffer());
  const plain = file.stream().pipeThrough(new DecompressionStream('gzip'));
  return collect(
    plain,
    mostBytes,
    `The file decompresses to more than ${most}, the most that can be opened in a browser.`,
  );
}

async function collect(stream: ReadableStream<Uint8Array>, most: number, tooLarge: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: Error) => {
      throw new FormatError(`The file begins like gzip but is damaged or cut off (${cause.message}).`, { cause });
    });
    if (done) break;
    length += value.length;
    if (length > most) {
      void reader.cancel();
      throw new FormatError(tooLarge);
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
