import { check, checkFields } from './check.js';
import type { PprofColumns } from './columns.js';
import { type DecodeLimits, MAX_BYTES, readRaw } from './decode.js';
import { PprofError } from './error.js';
import { perftools } from './generated/pprof.js';
import { gunzip } from './gunzip.js';
import { isGzip } from './is-gzip.js';
import type { Pprof } from './message.js';
import type { NumberReader } from './number-reader.js';
import { readFields } from './read-fields.js';

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

function parse<T>(bytes: Uint8Array, limits: DecodeLimits, read: (reader: NumberReader) => T): T {
  if (bytes.length === 0) throw new PprofError('malformed', 'The body is empty: send a pprof profile.');
  const raw = isGzip(bytes) ? gunzip(bytes, limits.maxBytes ?? MAX_BYTES) : bytes;
  if (raw.length === 0) throw new PprofError('malformed', 'The gzip stream is empty: send a pprof profile.');
  return readRaw(raw, limits, read);
}
