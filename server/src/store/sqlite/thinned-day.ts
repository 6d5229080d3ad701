import type { Labels, SampleType } from '@perf/profile';
import type Database from 'better-sqlite3';
import type { Catalog, SeriesEntry } from './catalog.js';
import { decodeHead } from './codec.js';
import { seriesLevelMs } from './rollup.js';

/**
 * What the catalog has to know of a block that was thinned and that it knows nothing of: by series, from the counts that
 * were written down then, from the rollups, and from the windows that are still there.
 */
export function addThinnedDay(db: Database.Database, day: string, catalog: Catalog): void {
  const last = db.prepare('SELECT id, uid FROM window ORDER BY id DESC LIMIT 1').raw().get() as
    | [number, string]
    | undefined;
  if (last === undefined) return;
  const rows = db
    .prepare('SELECT id, labels, windows, first_ms, last_ms FROM thinned JOIN series ON series.id = thinned.series')
    .raw()
    .all() as [number, string, number, number, number][];
  const contents = new Contents(db);
  catalog.addThinned(
    { uid: last[1], day, window: last[0] },
    rows.map(([series, labels, windows, firstMs, lastMs]): SeriesEntry => {
      return { day, labels: JSON.parse(labels) as Labels, ...contents.of(series), windows, firstMs, lastMs };
    }),
  );
}

/** What the vectors of a block say of their series: sample types, and labels of samples. */
class Contents {
  readonly #types = new Map<number, Map<string, SampleType>>();
  readonly #labelSets = new Map<number, Set<number>>();
  readonly #labels: ReadonlyMap<number, string>;

  constructor(db: Database.Database) {
    this.#labels = new Map(db.prepare('SELECT id, labels FROM label_set').raw().all() as [number, string][]);
    const vectors = db.prepare(
      `SELECT rollup.series, types, head FROM rollup JOIN rollup_vector ON rollup_vector.rollup = rollup.id
         JOIN sample_types ON sample_types.id = rollup_vector.sample_types WHERE rollup.series <> 0 AND level_ms = ?
       UNION ALL
       SELECT series, types, head FROM profile JOIN sample_types ON sample_types.id = profile.sample_types`,
    );
    for (const row of vectors.raw().iterate(seriesLevelMs)) this.#add(...(row as [number, string, Uint8Array]));
  }

  of(series: number): Pick<SeriesEntry, 'sampleTypes' | 'sampleLabels'> {
    const labels = new Map<string, { name: string; value: string }>();
    for (const labelSet of this.#labelSets.get(series) ?? []) {
      for (const [name, value] of JSON.parse(this.#labels.get(labelSet) ?? '[]') as [string, string][]) {
        labels.set(JSON.stringify([name, value]), { name, value });
      }
    }
    return { sampleTypes: [...(this.#types.get(series)?.values() ?? [])], sampleLabels: [...labels.values()] };
  }

  #add(series: number, text: string, head: Uint8Array): void {
    const types = this.#types.get(series) ?? new Map<string, SampleType>();
    this.#types.set(series, types);
    const pairs = JSON.parse(text) as [string, string][];
    for (const [type, unit] of pairs) types.set(`${type}/${unit}`, { type, unit });
    const labelSets = this.#labelSets.get(series) ?? new Set();
    this.#labelSets.set(series, labelSets);
    for (const { labelSet } of decodeHead(head, pairs.length)) labelSets.add(labelSet);
  }
}
