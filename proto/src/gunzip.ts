import { gunzipSync } from 'node:zlib';
import { PprofError } from './error.js';

/** What is decompressed at a time: most profiles at once. */
const CHUNK_BYTES = 128 * 1024;

/**
 * Decompresses at most `maxBytes`; a bomb is given up as soon as its output passes that, whatever it would have become.
 *
 * @throws PprofError `too-large` beyond `maxBytes`, `gzip` for a truncated or damaged stream.
 */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES });
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
