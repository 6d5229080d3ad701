import { performance } from 'node:perf_hooks';
import { within } from './exit.js';
import { isFile } from './names/files.js';
import { type LearnLimits, learn } from './names/learn.js';
import type { Place } from './names/place.js';
import { plainName } from './names/stable.js';
import { breath } from './slices.js';

export type { Place } from './names/place.js';

/** Turns the places V8 knows functions by into those of their source. */
export interface Names {
  /**
   * Reads what is needed to name the functions that `of` did not know, within time and memory bounds: those of the
   * service before those of its dependencies, and of the hottest files first; never rejects. What takes longer goes on, and is known the next time.
   * Resolves with whether `of` knows more now.
   */
  prepare(samplesByFile: ReadonlyMap<string, number>): Promise<boolean>;
  /** Where a function is in its source: `raw` itself where nothing better is known. Synchronous, no I/O. */
  of(raw: Place): Place;
}

/** How long a window waits for names. */
const PATIENCE_MS = 1000;

/**
 * What may be spent on scripts that were not met before: so much at once, since a short process has one window and any
 * other meets most of its scripts in the first, and so much more for each profile. The rest is left to the next ones.
 */
const MOST_WORK_MS = 400;
const MORE_WORK_MS = 20;

/** Scripts that take little are looked at one after the other, for so long at a time. */
const SLICE_MS = 2;

/** Functions that are remembered, each for good: far more than one process is ever seen in. */
const MOST_FUNCTIONS = 20_000;

/** What is known about the functions of one script. */
interface Script {
  /** By where they begin. */
  readonly places: Map<number, Place>;
  /** Asked for, and not known yet. */
  wanted: Map<number, Place>;
  /** Whether functions with a name keep it. */
  isPlain: boolean;
}

export type NamesOptions = Pick<LearnLimits, 'sourceMaps'> & Partial<LearnLimits>;

/** Starts with no name known: the first time each function is met, it is V8's. */
export function createNames({ sourceMaps, mostBytes = 2 ** 25, timed = (work) => work() }: NamesOptions): Names {
  let allowedMs = MOST_WORK_MS;
  const limits: LearnLimits = {
    sourceMaps,
    mostBytes,
    timed: (work) => {
      const startMs = performance.now();
      const result = timed(work);
      allowedMs -= performance.now() - startMs;
      return result;
    },
  };
  const scripts = new Map<string, Script>();
  let functions = 0;
  let learned = 0;
  let learning: Promise<void> | undefined;

  const learnOne = async (file: string, script: Script) => {
    const { wanted } = script;
    script.wanted = new Map();
    const asked = [...wanted.values()];
    const lesson = await learn(file, asked, limits).catch(() => ({ places: asked, isPlain: false }));
    script.isPlain = lesson.isPlain;
    for (const [index, key] of [...wanted.keys()].entries()) {
      const place = lesson.places[index] as Place;
      if (place !== asked[index]) learned++;
      if (lesson.isPlain && place.name !== '' && place === asked[index]) functions--;
      else script.places.set(key, plain(place));
    }
  };
  const learnAll = async (files: readonly string[]) => {
    let pauseMs = performance.now() + SLICE_MS;
    for (const file of files) {
      if (allowedMs < 0) return;
      await learnOne(file, scripts.get(file) as Script);
      if (performance.now() < pauseMs) continue;
      await breath();
      pauseMs = performance.now() + SLICE_MS;
    }
  };

  return {
    async prepare(samplesByFile) {
      const before = learned;
      allowedMs = Math.min(MOST_WORK_MS, Math.max(0, allowedMs) + MORE_WORK_MS);
      const waiting = [...scripts].filter(([, { wanted }]) => wanted.size > 0).map(([file]) => file);
      learning ??= learnAll(inOrder(waiting, samplesByFile)).finally(() => {
        learning = undefined;
      });
      await within(PATIENCE_MS, learning);
      return learned > before;
    },
    of(raw) {
      if (!isFile(raw.file)) return plain(raw);
      let script = scripts.get(raw.file);
      if (script === undefined) {
        script = { places: new Map(), wanted: new Map(), isPlain: false };
        scripts.set(raw.file, script);
      }
      const key = keyOf(raw);
      const place = script.places.get(key);
      if (place !== undefined) return place;
      const isSettled = script.isPlain && raw.name !== '';
      if (!isSettled && functions < MOST_FUNCTIONS && !script.wanted.has(key)) {
        functions++;
        script.wanted.set(key, raw);
      }
      return plain(raw);
    },
  };
}

/** The service's own files, then those of its dependencies, which a loader that compiles may be many of; each the hottest first. */
function inOrder(files: readonly string[], samplesByFile: ReadonlyMap<string, number>): string[] {
  const rank = (file: string) => Number(/[\\/]node_modules[\\/]/.test(file));
  const samples = (file: string) => samplesByFile.get(file) ?? 0;
  return [...files].sort((a, b) => rank(a) - rank(b) || samples(b) - samples(a));
}

function plain(place: Place): Place {
  const name = plainName(place.name);
  return name === place.name ? place : { ...place, name };
}

/** Code that initialises a class begins where its constructor does: `<instance_members_initializer>`. */
function keyOf({ name, line, column }: Place): number {
  const key = line * 2 ** 24 + column;
  return name.startsWith('<') ? -key : key;
}
