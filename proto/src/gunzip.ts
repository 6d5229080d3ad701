import { gunzipSync } from 'node:zlib';
import { PprofError } from './error.js';

/** What is decompressed at a time, at least and at most. */
const [LEAST_BYTES, MOST_BYTES] = [16 * 1024, 1024 * 1024];

/** More than there is, so that the stream's end is seen in the first turn. */
const SPARE_BYTES = 64;

/**
 * What a gzip stream says of its length at its end, within bounds: it may lie. Most profiles are decompressed at once into
 * memory of their size; more than that would be taken for garbage, and collected, long before it is.
 */
function chunkBytes(bytes: Uint8Array): number {
  if (bytes.length < 4) return LEAST_BYTES;
  const said = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
  return Math.min(Math.max(said + SPARE_BYTES, LEAST_BYTES), MOST_BYTES);
}

/**
 * Decompresses at most `maxBytes`; a bomb is given up as soon as its output passes that, whatever it would have become.
 *
 * @throws PprofError `too-large` beyond `maxBytes`, `gzip` for a truncated or damaged stream.
 */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes, chunkSize: chunkBytes(bytes) });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new PprofError('too-large', `The profile decompresses to more than ${maxBytes} bytes.`, { cause });
    }
    if (code === 'Z_BUF_ERROR') {
      throw new PprofError('gzip', 'The gzip stream ends early: the upload was cut off. Send it again.', { cause });
    }
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new PprofError('gzip', `The body begins like gzip but is damaged: ${detail}.`, { cause });
  }
}
