import { findSourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sliced, Timed } from '../slices.js';
import { readBounded, readTail } from './files.js';
import { elementsOf, membersOf, parse, type Span } from './json.js';
import { originsOf, type Position, type Surroundings } from './mappings.js';

/** A source map, not parsed. */
export interface MapText {
  readonly json: Buffer;
  /** The file its sources are relative to: the map itself, or the script it is in. */
  readonly base: string;
}

/** Where a position of a script comes from. */
export interface Located extends Position {
  readonly source: MapSource;
  /** Where the next piece of the script comes from, if that is in the same source. */
  readonly next: Position | undefined;
  /** The name the map gives the piece of code, and the column in the script where that begins. */
  readonly name: string;
  readonly from: number;
}

/** A source file as a map knows it. */
export interface MapSource {
  /** An absolute path, or a URL that is no file's: `webpack://shop/./src/cart.ts`. */
  readonly path: string;
  /** The text the map carries. Throws if that is not JSON. */
  readonly text: () => string | undefined;
}

/** What a map says about positions, in their order: undefined for those that no source has. */
export interface Locations {
  readonly located: (Located | undefined)[];
  /** The one source the script is made of; undefined if there are several. */
  readonly only: MapSource | undefined;
}

/** Long enough for a comment with the name of a map. */
const TAIL_BYTES = 2 * 1024;

const COMMENT = /\/[/*][#@]\s*sourceMappingURL=([^\s'"*]+)/g;

/**
 * The source map a script names in its last lines, or that Node keeps for it: scripts that a loader compiled are
 * nowhere else. Undefined if there is none, or it is longer than `mostBytes`.
 */
export async function readMap(path: string, mostBytes: number, timed: Timed): Promise<MapText | undefined> {
  const url = await mapUrl(path, mostBytes, timed);
  if (url === undefined) return timed(() => keptByNode(path, mostBytes));
  if (url.startsWith('data:')) {
    const json = decodeDataUrl(url);
    return json === undefined ? undefined : { json, base: path };
  }
  if (/^[a-z][a-z\d+.-]+:/i.test(url) && !url.startsWith('file:')) return undefined;
  const base = url.startsWith('file:')
    ? fileURLToPath(url)
    : resolve(dirname(path), decode(url.replace(/[?#].*$/, '')));
  const json = await readBounded(base, mostBytes);
  return json === undefined ? undefined : { json, base };
}

async function mapUrl(path: string, mostBytes: number, timed: Timed): Promise<string | undefined> {
  const end = timed(() => readTail(path, TAIL_BYTES));
  if (end === undefined) return undefined;
  const text = end.tail.toString('latin1');
  const found = lastComment(text);
  // A last line longer than that is a map in a comment, or a script of one line that has none.
  if (found !== undefined || end.isAll || text.trimEnd().includes('\n')) return found;
  const all = await readBounded(path, mostBytes);
  const at = all?.lastIndexOf('sourceMappingURL=data:') ?? -1;
  return all === undefined || at < 4 ? undefined : lastComment(all.toString('latin1', at - 4));
}

function lastComment(text: string): string | undefined {
  return [...text.matchAll(COMMENT)].at(-1)?.[1];
}

/** What Node knows of a script if it runs with source maps enabled. It has parsed large maps once; we would again. */
function keptByNode(path: string, mostBytes: number): MapText | undefined {
  if (process.sourceMapsEnabled === false) return undefined;
  const payload = findSourceMap(path)?.payload;
  if (payload === undefined || payload.mappings.length * 4 > mostBytes) return undefined;
  return { json: Buffer.from(JSON.stringify(payload)), base: path };
}

function decodeDataUrl(url: string): Buffer | undefined {
  const comma = url.indexOf(',');
  if (comma === -1) return undefined;
  const data = url.slice(comma + 1);
  return url.slice(0, comma).endsWith(';base64') ? Buffer.from(data, 'base64') : Buffer.from(decode(data));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Where positions of a script come from, in slices. Throws if the map is not JSON.
 *
 * @param wanted in ascending order.
 */
export function* locate(map: MapText, wanted: readonly Position[]): Sliced<Locations> {
  const members = yield* membersOf(map.json, { start: map.json.indexOf('{'), end: map.json.length });
  const sections = yield* elementsOf(map.json, members.get('sections'));
  if (sections.length === 0) return yield* locateFlat(map, members, wanted);
  return { located: yield* locateInSections(map, sections, wanted), only: undefined };
}

function* locateFlat(
  { json, base }: MapText,
  members: ReadonlyMap<string, Span>,
  wanted: readonly Position[],
): Sliced<Locations> {
  const mappings = members.get('mappings') ?? { start: -1, end: 1 };
  const origins = yield* originsOf(json.subarray(mappings.start + 1, mappings.end - 1), wanted);
  const sources = yield* elementsOf(json, members.get('sources'));
  const contents = yield* elementsOf(json, members.get('sourcesContent'));
  const names = yield* elementsOf(json, members.get('names'));
  const root = parse(json, members.get('sourceRoot'));
  const known = new Map<number, MapSource | undefined>();
  const sourceOf = (index: number): MapSource | undefined => {
    const path = parse(json, sources[index]);
    if (typeof path !== 'string' || path === '') return undefined;
    const text = () => parse(json, contents[index]) as string | undefined;
    return { path: sourcePath(path, typeof root === 'string' ? root : '', base), text };
  };
  const located = ({ at, next }: Surroundings): Located | undefined => {
    const origin = at;
    if (origin === undefined) return undefined;
    if (!known.has(origin.source)) known.set(origin.source, sourceOf(origin.source));
    const source = known.get(origin.source);
    const name = parse(json, names[origin.name]);
    const following = next?.source === origin.source ? next : undefined;
    return source && { ...origin, source, next: following, name: typeof name === 'string' ? name : '' };
  };
  return { located: origins.map(located), only: sources.length === 1 ? sourceOf(0) : undefined };
}

/** A map of maps, each for what begins at its offset. */
function* locateInSections(
  map: MapText,
  sections: readonly Span[],
  wanted: readonly Position[],
): Sliced<(Located | undefined)[]> {
  const located: (Located | undefined)[] = [];
  let upTo = wanted.length;
  // From the last section to the first, so that each takes what begins at its offset or later.
  for (const section of [...sections].reverse()) {
    const members = yield* membersOf(map.json, section);
    const { line = 0, column = 0 } = Object(parse(map.json, members.get('offset'))) as Partial<Position>;
    const isBefore = (one: Position) => one.line < line || (one.line === line && one.column < column);
    const first = wanted.findIndex((one) => !isBefore(one));
    const inner = members.get('map');
    if (first === -1 || first >= upTo || inner === undefined) continue;
    const mine = wanted.slice(first, upTo).map((one) => ({
      line: one.line - line,
      column: one.line === line ? one.column - column : one.column,
    }));
    located.unshift(...(yield* locateFlat(map, yield* membersOf(map.json, inner), mine)).located);
    upTo = first;
  }
  for (; upTo > 0; upTo--) located.unshift(undefined);
  return located;
}

/** An absolute path where the source is a file. */
function sourcePath(source: string, root: string, base: string): string {
  const full = root === '' ? source : `${root.replace(/\/$/, '')}/${source}`;
  if (full.startsWith('file://')) return fileURLToPath(full);
  return /^[a-z][a-z\d+.-]+:/i.test(full) ? full : resolve(dirname(base), full);
}
