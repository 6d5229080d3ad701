import { defaultReadLimits, type ReadLimits } from './bounds.js';
import { fromCpuprofile } from './cpuprofile.js';
import { type Content, contentOf } from './detect.js';
import { FormatError } from './error.js';
import { parseFolded } from './folded.js';
import { fromHeapprofile } from './heapprofile.js';
import type { ParsedProfile } from './parsed.js';
import { fromPerfScript } from './perf-script.js';
import { readPprof } from './read-pprof.js';
import { fromSpeedscope } from './speedscope.js';

export { isGzip } from '@perf/proto/is-gzip.js';

export type Format = Content['format'];

export interface ReadProfile extends ParsedProfile {
  readonly format: Format;
}

/**
 * The profile in a file's bytes: pprof, folded stacks, speedscope's JSON, V8's .cpuprofile or .heapprofile, or the
 * output of perf script, told apart by what is in them.
 *
 * @param bytes not compressed: where `isGzip`, decompress them first, and no further than `limits.bytes`.
 * @throws FormatError naming the mistake, with its line or field.
 */
export function readProfile(bytes: Uint8Array, limits: ReadLimits = defaultReadLimits): ReadProfile {
  if (bytes.length > limits.bytes) {
    throw new FormatError(`The file has ${bytes.length} bytes; at most ${limits.bytes} are read.`);
  }
  const content = contentOf(bytes);
  return { format: content.format, ...parsed(content, limits) };
}

function parsed(content: Content, limits: ReadLimits): ParsedProfile {
  switch (content.format) {
    case 'pprof':
      return readPprof(content.bytes, limits);
    case 'folded':
      return readFolded(content.text, limits);
    case 'perf-script':
      return fromPerfScript(content.text, limits);
    case 'speedscope':
      return fromSpeedscope(content.json, limits);
    case 'cpuprofile':
      return fromCpuprofile(content.json, limits);
    case 'heapprofile':
      return fromHeapprofile(content.json, limits);
  }
}

/** Whatever is text is read as folded stacks: where that fails, it may have been meant to be something else. */
function readFolded(text: string, limits: ReadLimits): ParsedProfile {
  try {
    return { profile: parseFolded(text, undefined, limits), durationMs: Number.NaN };
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new FormatError(`${cause.message} The file is text, so it was read as folded stacks.`, { cause });
  }
}
