import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { blockPath, blockSchemaVersion, openBlockForReading } from './block.js';
import { catalogPath } from './catalog.js';
import { checkContents, type Found } from './check-contents.js';
import { blockName, undecodable } from './damage.js';
import { storedDays } from './stored-days.js';

/** Something that is not as it should be. */
export interface Finding {
  readonly file: string;
  readonly what: string;
  /** What cannot be answered because of it. */
  readonly costs: string;
  readonly remedy: string;
}

/** What was looked at in one file, and what was found. */
export interface Checked {
  readonly file: string;
  readonly findings: readonly Finding[];
  readonly vectors: number;
  readonly rollups: number;
}

const fromBackup = 'Stop the server and put the file of a backup in its place';

/** Reads every file of a data folder, one state of each, and changes none. The server may run. */
export function* checkStore(dataDir: string): Generator<Checked> {
  for (const day of storedDays(dataDir)) yield checkBlock(dataDir, day);
  if (existsSync(catalogPath(dataDir))) yield checkCatalog(dataDir);
}

function checkBlock(dataDir: string, day: string): Checked {
  const file = blockName(day);
  const whole = (what: string): Finding => ({
    file,
    what,
    costs: `all of ${day}, or the parts of it that cannot be read: what touches them is answered with an error`,
    remedy: `${fromBackup}. Without one, move the file out of its folder: the day is lost then, and its time is answered as empty.`,
  });
  try {
    if (statSync(blockPath(dataDir, day)).size === 0) return nothingRead(file, [whole('it is empty')]);
    const db = openBlockForReading(dataDir, day);
    try {
      return db.transaction(() => checkOpened(db, file, whole))();
    } finally {
      db.close();
    }
  } catch (error) {
    const reason = undecodable(error);
    if (reason === null) throw error;
    return nothingRead(file, [whole(reason)]);
  }
}

function checkOpened(db: Database.Database, file: string, whole: (what: string) => Finding): Checked {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version === 0) return nothingRead(file, [whole('it has no schema')]);
  if (version !== blockSchemaVersion) {
    const what = `it has schema version ${version}, and this perf-server has ${blockSchemaVersion}`;
    const costs = 'nothing, but it cannot be checked';
    const remedy = version < blockSchemaVersion ? 'Start this server once: it brings it up to date.' : 'Upgrade.';
    return nothingRead(file, [{ file, what, costs, remedy }]);
  }
  const broken = integrity(db);
  if (broken.length > 0) return nothingRead(file, [whole(broken.join('; '))]);
  const { found, vectors, rollups } = checkContents(db);
  return { file, findings: found.map((one) => describe(file, one, whole)), vectors, rollups };
}

/** What one thing that is damaged in a block costs, and how to lose nothing else. */
function describe(file: string, { what, profile, rollup, span }: Found, whole: (what: string) => Finding): Finding {
  const losing = (sql: string): string =>
    `${fromBackup}. Without one, stop the server and lose that alone: sqlite3 ${file} "${sql}"`;
  if (rollup !== undefined) {
    return {
      file,
      what,
      costs: 'ranges that are answered from it',
      remedy:
        'Stop the server, then sqlite3 ' +
        `${file} "DELETE FROM timeline WHERE rollup = ${rollup}; DELETE FROM rollup_vector WHERE rollup = ${rollup}; ` +
        `DELETE FROM rollup WHERE id = ${rollup}": ` +
        'nothing is lost where the profiles of its span are there; of a day that was thinned, the span is. Put the ' +
        'file of a backup in its place to keep that.',
    };
  }
  if (span !== undefined) {
    const costs = 'selecting samples of that window by trace_id or span_id';
    return { file, what, costs, remedy: losing(`DELETE FROM span WHERE profile = ${span}`) };
  }
  if (profile === undefined) return whole(what);
  const remedy = losing(`DELETE FROM span WHERE profile = ${profile}; DELETE FROM profile WHERE id = ${profile}`);
  return { file, what, costs: 'ranges that this window lies in, unless a rollup of it was made before', remedy };
}

function checkCatalog(dataDir: string): Checked {
  const file = 'catalog.db';
  let what: string | null;
  try {
    const db = new Database(catalogPath(dataDir), { readonly: true, fileMustExist: true });
    try {
      what = integrity(db).join('; ') || null;
    } finally {
      db.close();
    }
  } catch (error) {
    what = undecodable(error);
    if (what === null) throw error;
  }
  const costs = 'lists of services and labels, and what is asked by them';
  const remedy = 'Start the server again: it sets the file aside and builds it from the blocks.';
  return nothingRead(file, what === null ? [] : [{ file, what, costs, remedy }]);
}

function integrity(db: Database.Database): string[] {
  const found = db.pragma('integrity_check(5)') as { integrity_check: string }[];
  return found.map((row) => row.integrity_check).filter((line) => line !== 'ok');
}

function nothingRead(file: string, findings: readonly Finding[]): Checked {
  return { file, findings, vectors: 0, rollups: 0 };
}
