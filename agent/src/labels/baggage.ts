import type { IncomingMessage } from 'node:http';

const LONGEST_HEADER = 8192;
const MOST_ENTRIES = 180;
const LONGEST_VALUE = 256;

/**
 * The entries of a W3C `baggage` header that are asked for, values percent-decoded; undefined where there are none.
 * What is longer than the standard lets anybody rely on (8192 bytes, 180 entries) is not read. Never throws: an entry
 * that is none is passed over. Properties (`;ttl=60`) are left out. The first of equal keys wins.
 *
 * Example: `parseBaggage('run=nightly%201;ttl=60,user=7', ['run'])` is `{ run: 'nightly 1' }`.
 */
export function parseBaggage(header: string, wanted: readonly string[]): Record<string, string> | undefined {
  if (header.length > LONGEST_HEADER) return undefined;
  let found: Record<string, string> | undefined;
  for (const entry of header.split(',', MOST_ENTRIES)) {
    const [pair = ''] = entry.split(';', 1);
    const at = pair.indexOf('=');
    if (at === -1) continue;
    const key = pair.slice(0, at).trim();
    if (!wanted.includes(key) || found?.[key] !== undefined) continue;
    const value = decode(pair.slice(at + 1).trim());
    if (value === '' || value.length > LONGEST_VALUE) continue;
    found = { ...found, [key]: value };
  }
  return found;
}

/** The entries of a request's `baggage` header that are asked for. Its headers are not looked at where there are none. */
export function baggageOf(request: IncomingMessage, wanted: readonly string[]): Record<string, string> | undefined {
  const header = wanted.length === 0 ? undefined : request.headers.baggage;
  return typeof header === 'string' ? parseBaggage(header, wanted) : undefined;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
