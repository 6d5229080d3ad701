import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';

const DIST = join(process.cwd(), 'viewer/dist');
const KB = 1000;

/** The scripts that the page fetches before anything is shown, and those that they import at once. */
function initialScripts(): string[] {
  const html = readFileSync(join(DIST, 'index.html'), 'utf8');
  const found = new Set([...html.matchAll(/(?:src|href)="\.?\/?([^"]+\.js)"/g)].map(([, path]) => path as string));
  for (const path of found) {
    const source = readFileSync(join(DIST, path), 'utf8');
    for (const [, imported] of source.matchAll(
      /(?:^|[;}])\s*import(?:[\w{}$,*\s]+from)?\s*["']\.\/([^"']+\.js)["']/g,
    )) {
      found.add(`assets/${imported}`);
    }
  }
  return [...found];
}

describe('what the viewer fetches at first', () => {
  it('is at most 150 KB of JavaScript, gzipped', () => {
    const scripts = initialScripts();
    expect(scripts.length).toBeGreaterThan(0);
    const bytes = scripts.map((path) => gzipSync(readFileSync(join(DIST, path))).length);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(150 * KB);
  });
});
