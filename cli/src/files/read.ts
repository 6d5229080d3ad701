import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { defaultReadLimits } from '@perf/profile/formats/bounds.js';
import { FormatError } from '@perf/profile/formats/error.js';
import { type ReadProfile, readProfile } from '@perf/profile/formats/read.js';
import { PprofError } from '@perf/proto/error.js';
import { gunzip } from '@perf/proto/gunzip.js';
import { isGzip } from '@perf/proto/is-gzip.js';
import { Mistake } from '../errors.js';
import type { NamedProfile } from './selected.js';

/** How standard input is written where a file is asked for. */
export const STDIN = '-';

/**
 * Whether an argument means a file and not a selector: one that is there, or that reads like a path. Selectors have
 * braces, or are a sample type's name alone.
 */
export function isFile(argument: string): boolean {
  if (argument === STDIN || existsSync(argument)) return true;
  return !argument.includes('{') && /[./\\]/.test(argument);
}

/** @throws Mistake where it cannot be read. */
export async function bytesOf(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await (file === STDIN ? buffer(process.stdin) : readFile(file)));
  } catch (error) {
    throw new Mistake(`cannot read ${file}: ${(error as Error).message}`);
  }
}

/** A file's bytes, decompressed where they are gzip. @throws Mistake beyond the bound, and for damaged gzip. */
export function plain(file: string, bytes: Uint8Array): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzip(bytes, defaultReadLimits.bytes);
  } catch (error) {
    throw error instanceof PprofError ? new Mistake(`${file}: ${error.message}`) : error;
  }
}

/** The profile in bytes of any format. @throws Mistake naming the file, and what is wrong where in it. */
export function profileIn(file: string, bytes: Uint8Array): ReadProfile {
  try {
    return readProfile(plain(file, bytes));
  } catch (error) {
    throw error instanceof FormatError ? new Mistake(`${file}: ${error.message}`) : error;
  }
}

/** A file's profile, whatever its format. */
export async function openProfile(file: string): Promise<NamedProfile> {
  return { name: file, ...profileIn(file, await bytesOf(file)) };
}
