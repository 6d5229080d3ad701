import type Database from 'better-sqlite3';

/** Tables of distinct texts, and the column that holds the text. */
const tables = {
  service: 'name',
  series: 'labels',
  fleet: 'labels',
  sample_types: 'types',
  label_set: 'labels',
} as const;
type Dictionary = keyof typeof tables;

/** Ids of the texts of a block, in memory. What is added is part of the transaction that refers to it. */
export class BlockDictionaries {
  readonly #ids: Record<Dictionary, Map<string, number>>;

  constructor(readonly db: Database.Database) {
    const load = (table: Dictionary): Map<string, number> =>
      new Map(db.prepare(`SELECT ${tables[table]}, id FROM ${table}`).raw().all() as [string, number][]);
    this.#ids = {
      service: load('service'),
      series: load('series'),
      fleet: load('fleet'),
      sample_types: load('sample_types'),
      label_set: load('label_set'),
    };
  }

  entries(table: Dictionary): Iterable<[text: string, id: number]> {
    return this.#ids[table];
  }

  /** undefined where the text is new. */
  known(table: Dictionary, text: string): number | undefined {
    return this.#ids[table].get(text);
  }

  /** The id of a text, which is added where it is new. */
  id(table: Exclude<Dictionary, 'series'>, text: string): number {
    return this.known(table, text) ?? this.#insert(table, [tables[table]], [text]);
  }

  addSeries(labels: string, service: number): number {
    return this.#insert('series', ['labels', 'service'], [labels, service]);
  }

  /** The first value is the text the id is known by. */
  #insert(table: Dictionary, columns: readonly string[], values: readonly [string, ...number[]]): number {
    const sql = `INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`;
    const id = Number(this.db.prepare(sql).run(...values).lastInsertRowid);
    this.#ids[table].set(values[0], id);
    return id;
  }
}
