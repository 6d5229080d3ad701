import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's root: jest runs there. */
const ROOT = process.cwd();
const LEFT_OUT = ['node_modules', 'dist', 'generated', 'output'];

/** A file's text by its path from the root. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The paths, from the root, of the TypeScript files below a folder, without what is generated or built. */
export function typeScriptFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return LEFT_OUT.includes(entry.name) ? [] : typeScriptFiles(path);
    return /\.[cm]?tsx?$/.test(entry.name) ? [path] : [];
  });
}
