import type { DeployNote } from '@perf/profile';
import type Database from 'better-sqlite3';

/** Of all services. The oldest make room for new ones. */
const mostNotes = 10_000;
/** Of one service that are read for an answer. */
const mostRead = 500;

/** A note, and what it is of. */
export interface NotedDeploy {
  readonly service: string;
  readonly env: string;
  readonly version: string;
  readonly note: DeployNote;
}

/** What people said of deploys: one note of each version, the last. */
export class DeployNoteStore {
  constructor(private readonly db: Database.Database) {}

  put({ service, env, version, note }: NotedDeploy): void {
    this.db
      .prepare('INSERT OR REPLACE INTO deploy_note VALUES (?, ?, ?, ?, ?)')
      .run(service, env, version, note.atMs, JSON.stringify(note));
    this.db
      .prepare(
        'DELETE FROM deploy_note WHERE rowid IN (SELECT rowid FROM deploy_note ORDER BY at_ms DESC LIMIT -1 OFFSET ?)',
      )
      .run(mostNotes);
  }

  /** The newest first. */
  of(service: string): NotedDeploy[] {
    const rows = this.db
      .prepare('SELECT env, version, note FROM deploy_note WHERE service = ? ORDER BY at_ms DESC LIMIT ?')
      .all(service, mostRead) as { env: string; version: string; note: string }[];
    return rows.map(({ env, version, note }) => ({ service, env, version, note: JSON.parse(note) as DeployNote }));
  }
}
