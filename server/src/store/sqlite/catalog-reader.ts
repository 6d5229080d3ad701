import { statSync } from 'node:fs';
import type { SampleType } from '@perf/profile';
import Database from 'better-sqlite3';
import { matchSeries } from '../../selector.js';
import { dayOf } from '../../time.js';
import type { LabelIndex, LabelQuery, SeriesSpan, VersionSpan } from '../store.js';
import { catalogPath, unite } from './catalog.js';
import { catalogCannotBeRead, Damage, undecodable } from './damage.js';

interface SeriesDayRow {
  labels: string;
  sample_types: string;
  first_ms: number;
  last_ms: number;
  windows: number;
}

/** Reads the catalog of a folder as it is now, also after another one took its place. */
export class CurrentCatalog {
  #open: { readonly catalog: CatalogReader; readonly inode: number } | null = null;

  constructor(readonly dataDir: string) {}

  /** @throws the refusal to ask again where it is damaged. */
  read<T>(read: (catalog: CatalogReader) => T): T {
    try {
      const inode = statSync(catalogPath(this.dataDir), { throwIfNoEntry: false })?.ino;
      if (inode === undefined) throw new Damage('it is missing');
      if (this.#open?.inode !== inode) this.close();
      this.#open ??= { catalog: new CatalogReader(this.dataDir), inode };
      return read(this.#open.catalog);
    } catch (error) {
      const reason = undecodable(error);
      throw reason === null ? error : catalogCannotBeRead(reason);
    }
  }

  close(): void {
    this.#open?.catalog.close();
    this.#open = null;
  }
}

/** The catalog as readers see it. */
export class CatalogReader {
  readonly #db: Database.Database;
  readonly #series;
  readonly #sampleLabels;
  readonly #versions;

  constructor(dataDir: string) {
    this.#db = new Database(catalogPath(dataDir), { readonly: true, fileMustExist: true });
    this.#series = this.#db.prepare<[string, string, number, number], SeriesDayRow>(
      `SELECT labels, sample_types, first_ms, last_ms, windows FROM series_day
       WHERE day >= ? AND day <= ? AND last_ms >= ? AND first_ms < ?`,
    );
    this.#sampleLabels = this.#db.prepare<[string, string], { service: string; name: string; value: string }>(
      'SELECT DISTINCT service, name, value FROM sample_label WHERE day >= ? AND day <= ? ORDER BY name, value',
    );
    this.#versions = this.#db.prepare<[string], { env: string; version: string; first_ms: number; last_ms: number }>(
      'SELECT env, version, first_ms, last_ms FROM version WHERE service = ? ORDER BY first_ms, version',
    );
  }

  labels(query: LabelQuery): LabelIndex {
    const series = this.series(query);
    const services = new Set(series.map(({ labels }) => labels.service));
    const sampleLabels = new Map<string, string[]>();
    for (const { service, name, value } of this.#sampleLabels.all(...days(query))) {
      if (!services.has(service)) continue;
      const values = sampleLabels.get(name) ?? [];
      if (!values.includes(value)) values.push(value);
      sampleLabels.set(name, values);
    }
    return { series, sampleLabels };
  }

  /** Series that match and have profiles on days of the range, by labels. Labels inside profiles do not decide here. */
  series(query: LabelQuery): SeriesSpan[] {
    const found = new Map<string, SeriesSpan>();
    for (const row of this.#series.all(...days(query), query.fromMs, query.untilMs)) {
      const labels = JSON.parse(row.labels) as Record<string, string>;
      if (matchSeries(query.matchers, labels) === false) continue;
      const known = found.get(row.labels);
      found.set(row.labels, {
        labels,
        sampleTypes: unite(known?.sampleTypes ?? [], JSON.parse(row.sample_types) as SampleType[]),
        firstMs: Math.min(known?.firstMs ?? Infinity, row.first_ms),
        lastMs: Math.max(known?.lastMs ?? -Infinity, row.last_ms),
        windows: (known?.windows ?? 0) + row.windows,
      });
    }
    return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, span]) => span);
  }

  versions(service: string): VersionSpan[] {
    return this.#versions.all(service).map((row) => ({
      env: row.env,
      version: row.version,
      firstMs: row.first_ms,
      lastMs: row.last_ms,
    }));
  }

  close(): void {
    this.#db.close();
  }
}

function days({ fromMs, untilMs }: LabelQuery): [string, string] {
  return [dayOf(fromMs), dayOf(untilMs)];
}
