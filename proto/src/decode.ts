import { checkFields } from './check.js';
import type { PprofColumns } from './columns.js';
import { PprofError } from './error.js';
import type { PprofFields } from './fields.js';
import { NumberReader } from './number-reader.js';
import { readFields } from './read-fields.js';
import { giveTables } from './tables.js';

export interface DecodeLimits {
  /** The most bytes a profile may have once decompressed. 64 MiB unless told. */
  readonly maxBytes?: number;
  /**
   * The most messages, strings and lists it may consist of, and an eighth of the most integers: these bound the memory
   * it takes. 1 million unless told.
   */
  readonly maxParts?: number;
}

export const MAX_BYTES = 64 * 1024 * 1024;
const MAX_PARTS = 1_000_000;

/**
 * Bytes that are not compressed to a checked profile in columns. Runs without Node.
 *
 * @throws PprofError as `decodeColumns` does.
 */
export function decodeRawColumns(raw: Uint8Array, limits: DecodeLimits = {}): PprofColumns {
  return columnsOf(readRaw(raw, limits, readFields));
}

/** Checks fields, of which columns keep nothing but the texts. @throws PprofError `invalid`. */
export function columnsOf(fields: PprofFields): PprofColumns {
  const columns = checkFields(fields);
  giveTables(fields);
  return columns;
}

/** Runs a reader over bytes that are not compressed. @throws PprofError for whatever it throws. */
export function readRaw<T>(raw: Uint8Array, limits: DecodeLimits, read: (reader: NumberReader) => T): T {
  const { maxBytes = MAX_BYTES, maxParts = MAX_PARTS } = limits;
  if (raw.length > maxBytes) {
    throw new PprofError('too-large', `The profile has ${raw.length} bytes; at most ${maxBytes} are accepted.`);
  }
  try {
    return read(new NumberReader(raw, maxParts));
  } catch (cause) {
    if (cause instanceof PprofError) throw cause;
    if (isEncodingError(cause)) {
      throw new PprofError('invalid', 'Invalid profile: string_table holds text that is not UTF-8.', { cause });
    }
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new PprofError('malformed', `The body is not a pprof profile, raw or gzipped: ${detail}.`, { cause });
  }
}

/** What TextDecoder throws: browsers a plain TypeError, which nothing else here does, Node one with a code. */
function isEncodingError(cause: unknown): boolean {
  const code = (cause as { code?: string } | null)?.code;
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' || (code === undefined && cause instanceof TypeError);
}
