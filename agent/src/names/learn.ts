import { runInSlices, type Timed } from '../slices.js';
import { isFile, pathOf, readBounded } from './files.js';
import type { Position } from './mappings.js';
import { type Located, type Locations, locate, readMap } from './maps.js';
import type { Place } from './place.js';
import { type NamedFunction, Source } from './source.js';

/** How far naming goes. */
export interface LearnLimits {
  /** Whether source maps are read. */
  readonly sourceMaps: boolean;
  /** The longest source map, script or source file that is read. */
  readonly mostBytes: number;
  /** Runs each piece of work that blocks the event loop. */
  readonly timed: Timed;
}

/** What is known about a script now. */
export interface Lesson {
  /** Where each of the places is in its source, in the order given. */
  readonly places: Place[];
  /** Whether functions with a name keep it: there is no map that could know better. */
  readonly isPlain: boolean;
}

/** The name of the code of a module that is in none of its functions. */
const MODULE = '(module)';

const READABLE = /\.[cm]?[jt]sx?$/;
const TYPED = /\.(?:[cm]?ts|[jt]sx)$/;

/**
 * Finds out where functions of one script are in its source: by its source map, and by reading the text it was made of
 * or, without a map, its own. Reads files; nothing of them is kept. What cannot be found out stays as V8 has it.
 */
export async function learn(file: string, places: readonly Place[], limits: LearnLimits): Promise<Lesson> {
  const path = pathOf(file);
  const order = [...places].sort((a, b) => a.line - b.line || a.column - b.column);
  const locations = limits.sourceMaps ? await locateAll(path, order.map(positionOf), limits) : undefined;
  const originals = await readOriginals(locations?.located ?? [], limits);
  const nameless = order.some(
    (place, index) => place.name === '' && originals[index] === undefined && !isModule(place),
  );
  const script = nameless ? await readSource(path, undefined, limits) : undefined;

  const known = new Map<Place, Place>();
  order.forEach((place, index) => {
    const located = locations?.located[index];
    const fallback = scriptName(place, path, script);
    if (isModule(place)) known.set(place, { ...place, name: MODULE, file: locations?.only?.path ?? file });
    else if (located === undefined) known.set(place, fallback === place.name ? place : { ...place, name: fallback });
    else known.set(place, originalPlace(place, located, originals[index], fallback));
  });
  return { places: places.map((place) => known.get(place) as Place), isPlain: locations === undefined };
}

async function locateAll(path: string, wanted: Position[], limits: LearnLimits): Promise<Locations | undefined> {
  try {
    const map = await readMap(path, limits.mostBytes, limits.timed);
    return map && (await runInSlices(locate(map, wanted), limits.timed));
  } catch {
    return undefined; // A damaged map is no map.
  }
}

/** The functions of the original sources that these positions are in the headers of. Reads each source once. */
async function readOriginals(
  located: readonly (Located | undefined)[],
  limits: LearnLimits,
): Promise<(NamedFunction | undefined)[]> {
  const originals: (NamedFunction | undefined)[] = located.map(() => undefined);
  for (const one of new Set(located.map((each) => each?.source))) {
    const source = one && (await readSource(one.path, one.text, limits));
    if (source === undefined) continue;
    located.forEach((each, index) => {
      if (each === undefined || each.source !== one) return;
      originals[index] =
        source.headedAt(each) ??
        (each.next && source.beginningBetween(each, each.next)) ??
        (each.column === 0 ? source.onlyOneOn(each.line) : undefined);
    });
  }
  return originals;
}

async function readSource(
  path: string,
  carried: (() => string | undefined) | undefined,
  { mostBytes, timed }: LearnLimits,
): Promise<Source | undefined> {
  const plainPath = path.replace(/\?[^/]*$/, '');
  if (!READABLE.test(plainPath)) return undefined;
  try {
    const text = carried?.() ?? (isFile(path) ? (await readBounded(path, mostBytes))?.toString() : undefined);
    if (text === undefined || text.length > mostBytes) return undefined;
    return await runInSlices(Source.of(text.replace(/^\uFEFF/, ''), plainPath), timed);
  } catch {
    return undefined;
  }
}

/**
 * The name of a function by the text of its script. V8's is as good if there is one. Text with types in it is not what
 * ran unless it is found as it ran: a function that has a name there, and none here, is another.
 */
function scriptName(place: Place, path: string, script: Source | undefined): string {
  if (place.name !== '' || script === undefined) return place.name;
  const found = script.startingAt(positionOf(place));
  return found === undefined || (found.isNamed && TYPED.test(path)) ? '' : found.name;
}

function originalPlace(place: Place, located: Located, original: NamedFunction | undefined, fallback: string): Place {
  const file = located.source.path;
  if (original !== undefined) {
    // V8's own names, `<instance_members_initializer>`, are of code that has no header of its own.
    const name = place.name.startsWith('<') ? place.name : original.name;
    return { name, file, line: original.line + 1, column: original.column + 1 };
  }
  const column = place.column - 1;
  const isItsName = located.from === column || located.from === column - place.name.length;
  const name = located.name !== '' && isItsName ? located.name : fallback;
  return { name, file, line: located.line + 1, column: located.column + 1 };
}

/** Whether this is the function V8 runs a whole module as. */
function isModule({ name, line, column }: Place): boolean {
  return name === '' && line === 1 && column === 1;
}

function positionOf({ line, column }: Place): Position {
  return { line: line - 1, column: column - 1 };
}
