import {
  FrameBuilder,
  FunctionBuilder,
  type LabelledVector,
  type Profile,
  type SampleLabel,
  StackBuilder,
  type Stacks,
  sparse,
  withoutSpans,
} from '@perf/profile';
import type Database from 'better-sqlite3';
import type { PreparedWindow } from '../prepare.js';
import { openBlockForWriting } from './block.js';
import type { CatalogEntry } from './catalog.js';
import { decodeStackChunk, encodeSections, encodeStackChunk, type Section } from './codec.js';

/** Nodes of a full chunk of a trie. A chunk that is not full is rewritten by the next commit. */
const chunkNodes = 4096;

/** Tables of distinct texts, and the column that holds the text. */
const dictionaries = { service: 'name', series: 'labels', sample_types: 'types', label_set: 'labels' } as const;
type Dictionary = keyof typeof dictionaries;

interface Trie {
  readonly stacks: StackBuilder;
  /** The first node of the chunk that is not full yet. */
  chunkFirst: number;
  /** Nodes below this are on disk. */
  saved: number;
}

type FunctionRow = [id: number, name: string, file: string, pkg: string, line: number, column: number, system: string];

/**
 * The writing side of one block: its dictionaries in memory, and what of them is on disk.
 *
 * Memory runs ahead of the disk inside a transaction. When one fails, the whole object must be thrown away and the
 * block opened anew.
 */
export class BlockWriter {
  readonly #db: Database.Database;
  readonly #functions = new FunctionBuilder();
  readonly #frames = new FrameBuilder();
  readonly #tries = new Map<number, Trie>();
  readonly #ids: Record<Dictionary, Map<string, number>>;
  readonly #statements;
  #savedFunctions = 0;
  #savedFrames = 0;

  constructor(
    dataDir: string,
    readonly day: string,
  ) {
    this.#db = openBlockForWriting(dataDir, day);
    this.#statements = {
      insertFunction: this.#db.prepare('INSERT INTO function VALUES (?, ?, ?, ?, ?, ?, ?)'),
      insertFrame: this.#db.prepare('INSERT INTO frame VALUES (?, ?, ?)'),
      putChunk: this.#db.prepare(
        'INSERT INTO stack_chunk (service, first, nodes, data) VALUES (?, ?, ?, ?) ' +
          'ON CONFLICT DO UPDATE SET nodes = excluded.nodes, data = excluded.data',
      ),
      insertWindow: this.#db.prepare(
        'INSERT INTO window (uid, series, from_ms, until_ms, mid_ms, numbers) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      insertProfile: this.#db.prepare(
        'INSERT INTO profile (window, series, sample_types, from_ms, until_ms, mid_ms, requests, head, data) ' +
          'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ),
      insertSpans: this.#db.prepare('INSERT INTO span (profile, labels, head, data) VALUES (?, ?, ?, ?)'),
      hasWindow: this.#db.prepare('SELECT 1 FROM window WHERE uid = ?'),
    };
    this.#ids = {
      service: this.#loadIds('service'),
      series: this.#loadIds('series'),
      sample_types: this.#loadIds('sample_types'),
      label_set: this.#loadIds('label_set'),
    };
    this.#warm();
  }

  has(uid: string): boolean {
    return this.#statements.hasWindow.get(uid) !== undefined;
  }

  /** Adds windows in one transaction: when this returns, they are on disk. */
  commit(windows: readonly PreparedWindow[]): CatalogEntry[] {
    return this.#db
      .transaction(() => {
        const entries = windows.map((window) => this.#add(window));
        this.#saveDictionaries();
        return entries;
      })
      .immediate();
  }

  close(): void {
    this.#db.close();
  }

  #add(window: PreparedWindow): CatalogEntry {
    const service = this.#id('service', window.labels.service);
    const labelsJson = JSON.stringify(window.labels);
    const series = this.#seriesId(service, labelsJson);
    const { fromMs, untilMs, midMs } = window;
    const numbers = window.numbers === null ? null : JSON.stringify(window.numbers);
    const row = this.#statements.insertWindow.run(window.id, series, fromMs, untilMs, midMs, numbers);
    const windowId = Number(row.lastInsertRowid);
    const sampleLabels = new Map<string, { name: string; value: string }>();
    for (const profile of window.profiles) {
      const nodeIds = this.#nodeIds(profile.stacks, service);
      const merged = withoutSpans(profile);
      const labelSetOf = (pairs: LabelPairs): number => {
        for (const [name, value] of pairs) sampleLabels.set(JSON.stringify([name, value]), { name, value });
        return this.#id('label_set', JSON.stringify(pairs));
      };
      const { head, data } = encodeSections(sectionsOf(merged ?? profile, nodeIds, labelSetOf));
      const types = JSON.stringify(profile.sampleTypes.map(({ type, unit }) => [type, unit]));
      const inserted = this.#statements.insertProfile.run(
        windowId,
        series,
        this.#id('sample_types', types),
        fromMs,
        untilMs,
        midMs,
        window.numbers?.requests ?? null,
        head,
        data,
      );
      if (merged !== null) this.#addSpans(Number(inserted.lastInsertRowid), profile, nodeIds);
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

  #addSpans(profileId: number, profile: Profile, nodeIds: Int32Array): void {
    const labels: LabelPairs[] = [];
    const { head, data } = encodeSections(sectionsOf(profile, nodeIds, (pairs) => labels.push(pairs) - 1));
    this.#statements.insertSpans.run(profileId, JSON.stringify(labels), head, data);
  }

  /** For each node of a profile's stacks its node in this block's trie of the service. */
  #nodeIds({ functions, frames, table }: Stacks, service: number): Int32Array {
    const functionIds = Int32Array.from(functions.name, (_, id) => this.#functions.internRow(functions, id));
    const frameIds = frames.function.map((functionId, frame) =>
      this.#frames.intern(functionIds[functionId] as number, frames.line[frame] as number),
    );
    const stacks = this.#trie(service).stacks;
    const nodeIds = new Int32Array(table.parent.length);
    for (let node = 1; node < nodeIds.length; node++) {
      const parent = nodeIds[table.parent[node] as number] as number;
      nodeIds[node] = stacks.child(parent, frameIds[table.frame[node] as number] as number);
    }
    return nodeIds;
  }

  #trie(service: number): Trie {
    let trie = this.#tries.get(service);
    if (trie === undefined) {
      trie = { stacks: new StackBuilder(), chunkFirst: 1, saved: 1 };
      this.#tries.set(service, trie);
    }
    return trie;
  }

  #saveDictionaries(): void {
    for (; this.#savedFunctions < this.#functions.size; this.#savedFunctions++) {
      const row = this.#functions.row(this.#savedFunctions);
      this.#statements.insertFunction.run(
        this.#savedFunctions,
        row.name,
        row.file,
        row.package,
        row.startLine,
        row.column,
        row.systemName,
      );
    }
    for (; this.#savedFrames < this.#frames.size; this.#savedFrames++) {
      const frame = this.#savedFrames;
      this.#statements.insertFrame.run(frame, this.#frames.functionOf(frame), this.#frames.lineOf(frame));
    }
    for (const [service, trie] of this.#tries) this.#saveTrie(service, trie);
  }

  #saveTrie(service: number, trie: Trie): void {
    while (trie.saved < trie.stacks.size) {
      const first = trie.chunkFirst;
      const end = Math.min(first + chunkNodes, trie.stacks.size);
      const parent = new Int32Array(end - first);
      const frame = new Int32Array(end - first);
      for (let node = first; node < end; node++) {
        parent[node - first] = trie.stacks.parentOf(node);
        frame[node - first] = trie.stacks.frameOf(node);
      }
      this.#statements.putChunk.run(service, first, end - first, encodeStackChunk(parent, frame, first));
      trie.saved = end;
      if (end - first === chunkNodes) trie.chunkFirst = end;
    }
  }

  /** Reads the dictionaries back in the order they were written, which yields the same ids again. */
  #warm(): void {
    for (const row of this.#db.prepare('SELECT * FROM function ORDER BY id').raw().iterate() as Iterable<FunctionRow>) {
      const [, name, file, pkg, startLine, column, systemName] = row;
      this.#functions.intern(name, file, pkg, startLine, column, systemName);
    }
    for (const row of this.#db.prepare('SELECT * FROM frame ORDER BY id').raw().iterate() as Iterable<number[]>) {
      this.#frames.intern(row[1] as number, row[2] as number);
    }
    this.#savedFunctions = this.#functions.size;
    this.#savedFrames = this.#frames.size;
    const chunks = this.#db
      .prepare('SELECT service, first, nodes, data FROM stack_chunk ORDER BY service, first')
      .raw();
    for (const row of chunks.iterate() as Iterable<[number, number, number, Uint8Array]>) {
      const [service, first, nodes, data] = row;
      const trie = this.#trie(service);
      decodeStackChunk(data, first, nodes, (parent, frame) => trie.stacks.child(parent, frame));
      trie.saved = trie.stacks.size;
      trie.chunkFirst = nodes === chunkNodes ? first + nodes : first;
    }
  }

  #loadIds(table: Dictionary): Map<string, number> {
    const rows = this.#db.prepare(`SELECT ${dictionaries[table]}, id FROM ${table}`).raw().all() as [string, number][];
    return new Map(rows);
  }

  #id(table: Exclude<Dictionary, 'series'>, text: string): number {
    return this.#ids[table].get(text) ?? this.#insertId(table, [dictionaries[table]], [text]);
  }

  #seriesId(service: number, labels: string): number {
    return this.#ids.series.get(labels) ?? this.#insertId('series', ['labels', 'service'], [labels, service]);
  }

  /** The first value is the text the id is known by. */
  #insertId(table: Dictionary, columns: readonly string[], values: readonly [string, ...number[]]): number {
    const sql = `INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`;
    const id = Number(this.#db.prepare(sql).run(...values).lastInsertRowid);
    this.#ids[table].set(values[0], id);
    return id;
  }
}

/** Names and values of a label set, in canonical order. */
type LabelPairs = readonly (readonly [name: string, value: string])[];

/** A profile's vectors over the nodes of a block's trie. */
function sectionsOf(profile: Profile, nodeIds: Int32Array, labelSetOf: (pairs: LabelPairs) => number): Section[] {
  const samples = profile.samples.length > 0 ? profile.samples : [noSamples(profile)];
  return samples.map(({ labels, vector }) => ({
    labelSet: labelSetOf(labels.map((label) => [label.key, labelText(label)])),
    vector: sparse(
      vector.node.map((node) => nodeIds[node] as number),
      vector.values,
    ),
  }));
}

/** A profile of an idle time is one all the same: its seconds count, and its empty heap is a snapshot. */
function noSamples(profile: Profile): LabelledVector {
  const values = profile.sampleTypes.map(() => new Float64Array(0));
  return { labels: [], vector: { node: new Int32Array(0), values } };
}

/** A label's value as selectors see it: numbers carry their unit, `4096 bytes`. */
function labelText(label: SampleLabel): string {
  if (label.str !== '' || (label.num === 0 && label.numUnit === '')) return label.str;
  return label.numUnit === '' ? String(label.num) : `${label.num} ${label.numUnit}`;
}
