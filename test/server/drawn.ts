import { gzipSync } from 'node:zlib';
import { encodePprof } from '@perf/proto';
import { type DrawOptions, pprofOf } from '../notation/profile-of.js';

/** Noon of a day on which everything in these tests happens. */
export const NOON = Date.UTC(2024, 2, 1, 12);

export const MINUTE = 60_000;

/** A drawn profile as bytes. Of CPU time unless told. */
export function drawnPprof(drawing: string, options: DrawOptions = {}): Uint8Array {
  return encodePprof(pprofOf(drawing, { types: ['cpu/nanoseconds'], ...options }));
}

/** The same, gzipped. */
export function drawnGzip(drawing: string, options: DrawOptions = {}): Uint8Array {
  return gzipSync(drawnPprof(drawing, options));
}

/** Query parameters of a window of one minute that begins so many minutes after noon. */
export function minute(after: number): { from: string; until: string } {
  return { from: String(NOON + after * MINUTE), until: String(NOON + (after + 1) * MINUTE) };
}
