import type { Labels, SampleType } from '@perf/profile';
import type Database from 'better-sqlite3';
import type { PreparedProfile, PreparedWindow } from '../prepare.js';
import { openBlockForWriting } from './block.js';
import { BlockDictionaries } from './block-dictionaries.js';
import { BlockStacks } from './block-stacks.js';
import type { CatalogEntry } from './catalog.js';
import { encodeSections } from './codec.js';
import { fleetOf } from './fleet.js';
import { type Kept, readKept, writeKept } from './kept.js';
import { type LabelPairs, sectionsOf } from './profile-sections.js';
import { RollupWriter } from './rollup-writer.js';
import { Thinner } from './thin.js';

/** A series as the maker of rollups sees it. */
interface Membership {
  readonly service: number;
  readonly fleet: number;
}

/**
 * The writing side of one block: its dictionaries in memory, and what of them is on disk.
 *
 * Memory runs ahead of the disk inside a transaction. When one fails, the whole object must be thrown away and the
 * block opened anew.
 */
export class BlockWriter {
  readonly #db: Database.Database;
  readonly #stacks: BlockStacks;
  readonly #dictionaries: BlockDictionaries;
  readonly #memberships = new Map<number, Membership>();
  readonly #typesOf = new Map<number, readonly string[]>();
  readonly #rollups: RollupWriter;
  /** While the block is being thinned. */
  #thinner: Thinner | null = null;
  readonly #statements;

  constructor(
    dataDir: string,
    readonly day: string,
  ) {
    this.#db = openBlockForWriting(dataDir, day);
    this.#stacks = new BlockStacks(this.#db);
    this.#statements = {
      insertWindow: this.#db.prepare(
        'INSERT INTO window (uid, series, from_ms, until_ms, mid_ms, numbers) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      insertProfile: this.#db.prepare(
        'INSERT INTO profile (window, series, sample_types, from_ms, until_ms, mid_ms, requests, head, data) ' +
          'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ),
      insertSpans: this.#db.prepare('INSERT INTO span (profile, labels, head, data) VALUES (?, ?, ?, ?)'),
    };
    this.#dictionaries = new BlockDictionaries(this.#db);
    this.#rollups = new RollupWriter(this.#db, {
      seriesOf: (fleet) => [...this.#memberships].flatMap(([series, of]) => (of.fleet === fleet ? [series] : [])),
      nodesOf: (series) => this.#stacks.sizeOf((this.#memberships.get(series) as Membership).service),
      typesOf: (sampleTypes) => this.#typesOf.get(sampleTypes) as readonly string[],
    });
    this.#warm();
  }

  /** Adds windows in one transaction: when this returns, they are on disk. */
  commit(windows: readonly PreparedWindow[]): CatalogEntry[] {
    return this.#db
      .transaction(() => {
        const entries = windows.map((window) => this.#add(window));
        this.#stacks.save();
        return entries;
      })
      .immediate();
  }

  /** Makes one rollup whose span is over; false where none is due. */
  rollUp(nowMs: number): boolean {
    return this.#rollups.makeNext(nowMs, this.#thinner !== null);
  }

  get kept(): Kept {
    return readKept(this.#db);
  }

  /**
   * Does one small piece of thinning a day that is over (thin.ts), on disk when this returns; false once nothing is left.
   *
   * @param tell hears of what is damaged and therefore stays.
   */
  thin(resolutionMs: number, tell: (trouble: string) => void): boolean {
    this.#thinner ??= new Thinner(this.#db, {
      resolutionMs,
      series: () => [...this.#memberships].map(([id, { fleet }]) => ({ id, fleet })),
      makeRollup: () => this.#rollups.makeNext(Number.POSITIVE_INFINITY, true),
      tell,
    });
    let isMore = false;
    try {
      isMore = this.#thinner.step();
      return isMore;
    } finally {
      if (!isMore) this.#thinner = null;
    }
  }

  /** The id of the window that was stored last; empty where none was. */
  get lastWindow(): string {
    const uid = this.#db.prepare('SELECT uid FROM window ORDER BY id DESC LIMIT 1').pluck().get();
    return (uid as string | undefined) ?? '';
  }

  /** What is thinned, and its room given back, is not looked at again. */
  settle(): void {
    writeKept(this.#db, { ...this.kept, settled: true });
  }

  close(): void {
    this.#db.close();
  }

  #add(window: PreparedWindow): CatalogEntry {
    const service = this.#dictionaries.id('service', window.labels.service);
    const series = this.#seriesId(service, window.labels);
    const { fromMs, untilMs, midMs } = window;
    const numbers = window.numbers === null ? null : JSON.stringify(window.numbers);
    const row = this.#statements.insertWindow.run(window.id, series, fromMs, untilMs, midMs, numbers);
    const windowId = Number(row.lastInsertRowid);
    this.#rollups.note((this.#memberships.get(series) as Membership).fleet, series, midMs);
    const sampleLabels = new Map<string, { name: string; value: string }>();
    for (const profile of window.profiles) {
      const nodes = this.#stacks.nodesOf(profile.pprof, service, window.root);
      const labelSetOf = (pairs: LabelPairs): number => {
        for (const [name, value] of pairs) sampleLabels.set(JSON.stringify([name, value]), { name, value });
        return this.#dictionaries.id('label_set', JSON.stringify(pairs));
      };
      const { head, data } = encodeSections(sectionsOf(profile.pprof, profile.groups, nodes, labelSetOf));
      const inserted = this.#statements.insertProfile.run(
        windowId,
        series,
        this.#sampleTypesId(profile.sampleTypes),
        fromMs,
        untilMs,
        midMs,
        window.numbers?.requests ?? null,
        head,
        data,
      );
      this.#addSpans(Number(inserted.lastInsertRowid), profile, nodes);
    }
    return {
      uid: window.id,
      day: this.day,
      window: windowId,
      labels: window.labels,
      sampleTypes: window.profiles.flatMap((profile) => profile.sampleTypes),
      sampleLabels: [...sampleLabels.values()],
      midMs,
    };
  }

  #addSpans(profileId: number, { pprof, spans }: PreparedProfile, nodes: Int32Array): void {
    if (spans === null) return;
    const labels: LabelPairs[] = [];
    const { head, data } = encodeSections(sectionsOf(pprof, spans, nodes, (pairs) => labels.push(pairs) - 1));
    this.#statements.insertSpans.run(profileId, JSON.stringify(labels), head, data);
  }

  #warm(): void {
    const series = this.#db.prepare('SELECT id, service, labels FROM series').raw().all() as [number, number, string][];
    for (const [id, service, labels] of series) {
      this.#memberships.set(id, { service, fleet: this.#dictionaries.id('fleet', fleetOf(JSON.parse(labels))) });
    }
    for (const [types, id] of this.#dictionaries.entries('sample_types')) {
      this.#typesOf.set(
        id,
        (JSON.parse(types) as [string, string][]).map(([type, unit]) => nameOfType({ type, unit })),
      );
    }
  }

  #seriesId(service: number, labels: Labels): number {
    const text = JSON.stringify(labels);
    const known = this.#dictionaries.known('series', text);
    if (known !== undefined) return known;
    const id = this.#dictionaries.addSeries(text, service);
    this.#memberships.set(id, { service, fleet: this.#dictionaries.id('fleet', fleetOf(labels)) });
    return id;
  }

  #sampleTypesId(types: readonly SampleType[]): number {
    const id = this.#dictionaries.id('sample_types', JSON.stringify(types.map(({ type, unit }) => [type, unit])));
    if (!this.#typesOf.has(id)) this.#typesOf.set(id, types.map(nameOfType));
    return id;
  }
}

function nameOfType({ type, unit }: SampleType): string {
  return `${type}/${unit}`;
}
