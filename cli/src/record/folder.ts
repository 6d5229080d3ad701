import { constants } from 'node:fs';
import { access, mkdir, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Mistake } from '../errors.js';

/** Where a recording will be written. */
export interface Folder {
  readonly path: string;
  /** Takes it away again where it was made for this and nothing is in it. */
  forget(): Promise<void>;
}

/** A folder that is there and may be written to; made where there is none. @throws Mistake */
export async function openFolder(path: string): Promise<Folder> {
  try {
    const made = await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    return { path, forget: () => (made === undefined ? Promise.resolve() : removeEmpty(resolve(path), resolve(made))) };
  } catch (error) {
    throw notWritten(path, error as Error);
  }
}

/** A folder and those above it, up to `top`; those that something is in stay. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch {
    return;
  }
  if (folder !== top) await removeEmpty(dirname(folder), top);
}

export function notWritten(path: string, { message }: Error): Mistake {
  return new Mistake(`cannot write to ${path}: ${message}. Name another folder with -o`);
}
