import { FormatError } from './error.js';
import { isObject, type JsonObject } from './json.js';
import { isPerfScript } from './perf-script.js';
import { decodeUtf8 } from './utf8.js';

/** A file's content, as far as it must be read to know what it is. */
export type Content =
  | { readonly format: 'pprof'; readonly bytes: Uint8Array }
  | { readonly format: 'folded' | 'perf-script'; readonly text: string }
  | { readonly format: 'speedscope' | 'cpuprofile' | 'heapprofile'; readonly json: JsonObject };

const KNOWN =
  'pprof, folded stacks, speedscope, .cpuprofile and .heapprofile files and what perf script prints can be opened';

/** How files begin that people have and that are none of these, and what to do about it. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['FLR\0', 'a Java Flight Recording: convert it to folded stacks with jfrconv, or to pprof'],
  ['PERFILE2', "perf's own perf.data: open what `perf script` prints of it"],
  ['PK\u0003\u0004', 'a zip archive: unpack it, and open what is in it'],
  ['\u001f\u008b', 'compressed with gzip: decompress it once more'],
  ['\u007fELF', 'a program, not a profile of one'],
];

/** Enough to tell text from what is none: a pprof has a length or a tag among its first bytes. */
const SNIFFED_BYTES = 4096;

/** Names of frames begin with brackets too: `{main};index.php 3`, `[worker tid=7];run 3`. */
const BEGINS_JSON = /^\s*(?:\{\s*["}]|\[\s*[{\]])/;

/** Tells formats apart by content. @throws FormatError where it is none of them. */
export function contentOf(bytes: Uint8Array): Content {
  if (bytes.length === 0) throw new FormatError('The file is empty.');
  for (const [begin, what] of OTHERS) {
    if (beginsWith(bytes, begin)) throw new FormatError(`The file is ${what}. ${sentence(KNOWN)}`);
  }
  if (isBinary(bytes)) return { format: 'pprof', bytes };
  const text = decodeUtf8(bytes);
  if (!/\S/.test(text)) throw new FormatError('The file holds nothing but white space.');
  if (BEGINS_JSON.test(text)) return jsonContent(text);
  return { format: isPerfScript(text) ? 'perf-script' : 'folded', text };
}

function jsonContent(text: string): Content {
  const json = parseJson(text);
  if (isObject(json)) {
    const { $schema, shared, profiles, nodes, head } = json;
    const named = typeof $schema === 'string' && $schema.includes('speedscope');
    if (named || (isObject(shared) && Array.isArray(profiles))) return { format: 'speedscope', json };
    if (Array.isArray(nodes)) return { format: 'cpuprofile', json };
    if (isObject(head) && 'selfSize' in head) return { format: 'heapprofile', json };
  }
  if (Array.isArray(json) || (isObject(json) && 'traceEvents' in json)) {
    throw new FormatError(`The file may be a trace of events, which is no profile. ${sentence(KNOWN)}`);
  }
  const fields = isObject(json) ? Object.keys(json).slice(0, 5).join(', ') : '';
  throw new FormatError(
    `The file is JSON of an unknown kind, with the fields ${fields || '(none)'}. ${sentence(KNOWN)}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`The file begins like JSON but is damaged or cut off: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

/** Whether there are control characters that no text has. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes
    .subarray(0, SNIFFED_BYTES)
    .some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}

function beginsWith(bytes: Uint8Array, begin: string): boolean {
  return Array.from(begin).every((character, at) => bytes[at] === character.charCodeAt(0));
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
