import { check, checkFields } from './check.js';
import type { PprofColumns } from './columns.js';
import { PprofError } from './error.js';
import { perftools } from './generated/pprof.js';
import { gunzip, isGzip } from './gunzip.js';
import type { Pprof } from './message.js';
import { NumberReader } from './number-reader.js';
import { readFields } from './read-fields.js';

export interface DecodeLimits {
  /** The most bytes a profile may have once decompressed. 64 MiB unless told. */
  readonly maxBytes?: number;
  /**
   * The most messages, strings and lists it may consist of, and an eighth of the most integers: these bound the memory
   * it takes. 1 million unless told.
   */
  readonly maxParts?: number;
}

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_PARTS = 1_000_000;

/**
 * Bytes, gzipped or not, to a checked profile in columns.
 *
 * @throws PprofError for everything that can be wrong with the bytes; its `code` says which kind.
 */
export function decodeColumns(bytes: Uint8Array, limits: DecodeLimits = {}): PprofColumns {
  return checkFields(parse(bytes, limits, readFields));
}

/** The same to messages, for whoever changes them or looks at what columns leave out: an object for each. */
export function decodePprof(bytes: Uint8Array, limits: DecodeLimits = {}): Pprof {
  // Absent fields read as 0, '' or [] through the message's prototype, so that this is a whole Pprof.
  const pprof = parse(bytes, limits, (reader) => perftools.profiles.Profile.decode(reader) as Pprof);
  check(pprof);
  return pprof;
}

/** A profile to bytes, not compressed. The profile is taken as it is: `check` is for what comes from outside. */
export function encodePprof(pprof: Pprof): Uint8Array {
  return perftools.profiles.Profile.encode(pprof).finish();
}

function parse<T>(bytes: Uint8Array, limits: DecodeLimits, read: (reader: NumberReader) => T): T {
  const { maxBytes = MAX_BYTES, maxParts = MAX_PARTS } = limits;
  const raw = rawBytes(bytes, maxBytes);
  try {
    return read(new NumberReader(raw, maxParts));
  } catch (cause) {
    if (cause instanceof PprofError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new PprofError('invalid', 'Invalid profile: string_table holds text that is not UTF-8.', { cause });
    }
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new PprofError('malformed', `The body is not a pprof profile, raw or gzipped: ${detail}.`, { cause });
  }
}

function rawBytes(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes.length === 0) throw new PprofError('malformed', 'The body is empty: send a pprof profile.');
  const raw = isGzip(bytes) ? gunzip(bytes, maxBytes) : bytes;
  if (raw.length === 0) throw new PprofError('malformed', 'The gzip stream is empty: send a pprof profile.');
  if (raw.length > maxBytes) {
    throw new PprofError('too-large', `The profile has ${raw.length} bytes; at most ${maxBytes} are accepted.`);
  }
  return raw;
}
