import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Mutes } from '@perf/server/alerts/mutes.js';
import { copySettings, openSettings } from '@perf/server/settings/settings-file.js';
import Database from 'better-sqlite3';

const folder = mkdtempSync(join(tmpdir(), 'perf-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function emptyFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

describe('settings.db', () => {
  it('is copied as it is while somebody has it open, and never over another', () => {
    const [from, to, other] = [emptyFolder('from'), emptyFolder('to'), emptyFolder('other')];
    const db = openSettings(from);
    const mute = new Mutes(db).add({ service: 'shop', reason: 'known' }, 1);
    expect(copySettings(from, to)).toBe(true);
    db.close();
    const copy = openSettings(to);
    expect(new Mutes(copy).list(2)).toEqual([mute]);
    copy.close();
    expect(copySettings(to, from)).toBe(false);
    expect(copySettings(other, emptyFolder('none'))).toBe(false);
    expect(existsSync(join(folder, 'none', 'settings.db'))).toBe(false);
  });

  it.each([
    ['noise', (path: string) => writeFileSync(path, 'noise'.repeat(2_000))],
    [
      'in parts noise',
      (path: string) => {
        const db = new Database(path);
        db.exec(`CREATE TABLE t (a); INSERT INTO t WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                 SELECT hex(randomblob(20)) FROM n`);
        const bytes = db.serialize();
        db.close();
        writeFileSync(path, bytes.fill('noise', 8_192, 40_000));
      },
    ],
  ])('that is %s is named, with what to do', (name, damage) => {
    const path = emptyFolder(name.replaceAll(' ', '-'));
    damage(join(path, 'settings.db'));
    const says =
      /settings\.db is damaged \(.*\)\. Put a backup of it there, or move it away: what people told this server/s;
    expect(() => openSettings(path)).toThrow(says);
  });

  it('of a newer server is left alone', () => {
    const path = emptyFolder('newer');
    const db = openSettings(path);
    db.pragma('user_version = 1000');
    db.close();
    expect(() => openSettings(path)).toThrow('settings.db was written by a newer perf-server: start that one');
  });
});
