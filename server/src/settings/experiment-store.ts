import type { Experiment } from '@perf/profile';
import type Database from 'better-sqlite3';
import { Refusal } from '../errors.js';

const mostExperiments = 1_000;

interface Row extends Omit<Experiment, 'labels' | 'fromMs' | 'untilMs'> {
  readonly labels: string;
  readonly from_ms: number;
  readonly until_ms: number | null;
}

/** Named times of services. A name is given once, so that it means one time. */
export class ExperimentStore {
  constructor(private readonly db: Database.Database) {}

  /** The newest first. @param service all where absent. */
  list(service?: string): Experiment[] {
    const rows = this.db
      .prepare('SELECT * FROM experiment WHERE ? IS NULL OR service = ? ORDER BY from_ms DESC, name')
      .all(service ?? null, service ?? null) as Row[];
    return rows.map(experimentOf);
  }

  /** @throws Refusal where there is none. */
  get(name: string): Experiment {
    const row = this.db.prepare('SELECT * FROM experiment WHERE name = ?').get(name) as Row | undefined;
    if (row !== undefined) return experimentOf(row);
    const known = this.list().slice(0, 5);
    const newest = known.length === 0 ? 'There is none yet' : `The newest: ${known.map((one) => one.name).join(', ')}`;
    throw new Refusal(404, `There is no experiment ${JSON.stringify(name.slice(0, 100))}. ${newest}.`);
  }

  /** @throws Refusal where the name is taken, or there are too many. */
  start(asked: Experiment): Experiment {
    const { name, service, env, labels, note, fromMs, untilMs } = asked;
    if (this.db.prepare('SELECT 1 FROM experiment WHERE name = ?').get(name) !== undefined) {
      throw new Refusal(409, `There is an experiment ${name} already: choose another name, or delete that one.`);
    }
    const count = this.db.prepare('SELECT count(*) FROM experiment').pluck().get() as number;
    if (count >= mostExperiments) {
      throw new Refusal(409, `There are ${count} experiments: delete some that nobody needs any more.`);
    }
    this.db
      .prepare('INSERT INTO experiment VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(name, service, env, JSON.stringify(labels), note, fromMs, untilMs);
    return this.get(name);
  }

  /** One that has ended stays as it is. @throws Refusal where there is none. */
  stop(name: string, atMs: number): Experiment {
    this.db
      .prepare('UPDATE experiment SET until_ms = max(?, from_ms + 1) WHERE name = ? AND until_ms IS NULL')
      .run(atMs, name);
    return this.get(name);
  }

  /** @throws Refusal where there is none. */
  remove(name: string): void {
    this.get(name);
    this.db.prepare('DELETE FROM experiment WHERE name = ?').run(name);
  }
}

function experimentOf({ labels, from_ms, until_ms, ...rest }: Row): Experiment {
  return { ...rest, labels: JSON.parse(labels) as Experiment['labels'], fromMs: from_ms, untilMs: until_ms };
}
