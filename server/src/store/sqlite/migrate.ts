import type Database from 'better-sqlite3';

/**
 * Brings a file to the newest schema: `migrations[n]` takes version n to n + 1, each in a transaction of its own.
 * The version is SQLite's `user_version`.
 *
 * @throws where the file was written by a newer server.
 */
export function migrate(db: Database.Database, migrations: readonly string[]): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length) {
    throw new Error(
      `${db.name} has schema version ${version}, this server knows up to ${migrations.length}. ` +
        'It was written by a newer perf-server: upgrade this one.',
    );
  }
  for (let next = version; next < migrations.length; next++) {
    db.transaction(() => {
      db.exec(migrations[next] as string);
      db.pragma(`user_version = ${next + 1}`);
    }).immediate();
  }
}
