import type { Sliced } from '../slices.js';
/** Where a value is in JSON text, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const BYTES_A_SLICE = 1 << 16;
const [QUOTE, BACKSLASH, COMMA, COLON] = [34, 92, 44, 58];

/**
 * Where the members of the object at `span` are, by name. Nothing in them is parsed: the sources that many source maps
 * carry are large, and few of them are needed.
 */
export function* membersOf(json: Buffer, span: Span): Sliced<Map<string, Span>> {
  const members = new Map<string, Span>();
  for (let at = skip(json, span.start + 1); at < span.end && json[at] === QUOTE; ) {
    const keyEnd = yield* endOf(json, at);
    const name = String(parse(json, { start: at, end: keyEnd }));
    const start = skip(json, keyEnd);
    const end = yield* endOf(json, start);
    members.set(name, { start, end });
    at = skip(json, end);
  }
  return members;
}

/** Where the elements of the array at `span` are; none if it is not there. */
export function* elementsOf(json: Buffer, span: Span | undefined): Sliced<Span[]> {
  const elements: Span[] = [];
  if (span === undefined) return elements;
  for (let at = skip(json, span.start + 1); at < span.end - 1; ) {
    const end = yield* endOf(json, at);
    if (end <= at) break;
    elements.push({ start: at, end });
    at = skip(json, end);
  }
  return elements;
}

/** The value at `span`, undefined if it is not there. Throws if it is not JSON. */
export function parse(json: Buffer, span: Span | undefined): unknown {
  return span === undefined ? undefined : JSON.parse(json.toString('utf8', span.start, span.end));
}

/** The next byte that is neither blank nor a separator. */
function skip(json: Buffer, from: number): number {
  let at = from;
  for (; at < json.length; at++) {
    const byte = json[at] as number;
    if (byte > 32 && byte !== COMMA && byte !== COLON) break;
  }
  return at;
}

/** Where the value that begins at `from` ends. */
function* endOf(json: Buffer, from: number): Sliced<number> {
  let depth = 0;
  let inString = false;
  for (let at = from, pause = from + BYTES_A_SLICE; at < json.length; at++) {
    if (at >= pause) {
      pause += BYTES_A_SLICE;
      yield;
    }
    const byte = json[at] as number;
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) {
        inString = false;
        if (depth === 0) return at + 1;
      }
    } else if (byte === QUOTE) inString = true;
    else if (byte === 123 || byte === 91) depth++;
    else if (byte === 125 || byte === 93) {
      if (depth <= 1) return depth === 0 ? at : at + 1;
      depth--;
    } else if (depth === 0 && (byte === COMMA || byte <= 32)) return at;
  }
  return json.length;
}
