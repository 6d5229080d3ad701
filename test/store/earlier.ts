import Database from 'better-sqlite3';

/** Tables that each schema version of a block brought. */
const brought: readonly (readonly [version: number, tables: readonly string[]])[] = [
  [2, ['span']],
  [3, ['fleet', 'rollup', 'rollup_vector', 'due']],
  [4, ['kept', 'thinned']],
  [5, ['timeline']],
];

/** Makes a block that nobody has open one of an earlier schema version, without what later ones brought. */
export function makeEarlier(path: string, version: number): void {
  const db = new Database(path, { fileMustExist: true });
  try {
    for (const [later, tables] of brought) {
      if (later > version) for (const table of tables) db.exec(`DROP TABLE IF EXISTS ${table}`);
    }
    db.pragma(`user_version = ${version}`);
  } finally {
    db.close();
  }
}
