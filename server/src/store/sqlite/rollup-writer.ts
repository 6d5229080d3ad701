import type Database from 'better-sqlite3';
import { BlockRows } from './block-rows.js';
import { decodeHead, encodeSections, type SectionHead } from './codec.js';
import { type Cover, cover } from './cover.js';
import { type RollupEvidence, type RollupKey, rollupsOf, seriesLevelMs } from './rollup.js';
import { TimelineBuilder } from './timeline.js';
import { type SectionRef, VectorSum } from './vector-sum.js';

/** What a maker of rollups has to know of its block. */
export interface BlockShape {
  /** Ids of the series of a fleet. */
  seriesOf(fleet: number): readonly number[];
  /** Nodes of the trie that the vectors of a series are over. */
  nodesOf(series: number): number;
  /** `cpu/nanoseconds`, ... of a set of sample types. */
  typesOf(sampleTypes: number): readonly string[];
}

const idOfKey = '(SELECT id FROM rollup WHERE fleet = ? AND series = ? AND level_ms = ? AND start_ms = ?)';

/** How long after its end a span is waited for: windows are sent once they are over. */
const graceMs = 90_000;

interface Gathered {
  /** By set of sample types, then by label set. */
  readonly sections: Map<number, Map<number, SectionRef[]>>;
  readonly evidence: Map<string, { windows: number; ms: number; requests: number | null; series: Set<number> }>;
  /** Of an hour of a series. */
  readonly timeline: TimelineBuilder | null;
}

/** Makes the rollups of one block, and notes which are out of date. */
export class RollupWriter {
  readonly #rows: BlockRows;
  readonly #sum = new VectorSum();
  readonly #statements;

  constructor(
    readonly db: Database.Database,
    readonly shape: BlockShape,
  ) {
    this.#rows = new BlockRows(db);
    this.#statements = {
      addDue: db.prepare('INSERT OR IGNORE INTO due (fleet, series, level_ms, start_ms) VALUES (?, ?, ?, ?)'),
      // Shorter spans first, and series before their fleet: the longer ones are made of them.
      nextDue: db.prepare(
        `SELECT fleet, series, level_ms, start_ms FROM due WHERE start_ms + level_ms <= ?
         ORDER BY level_ms, start_ms, series = 0 LIMIT 1`,
      ),
      settle: db.prepare('DELETE FROM due WHERE fleet = ? AND series = ? AND level_ms = ? AND start_ms = ?'),
      removeVectors: db.prepare(`DELETE FROM rollup_vector WHERE rollup = ${idOfKey}`),
      removeTimeline: db.prepare(`DELETE FROM timeline WHERE rollup = ${idOfKey}`),
      remove: db.prepare('DELETE FROM rollup WHERE fleet = ? AND series = ? AND level_ms = ? AND start_ms = ?'),
      insert: db.prepare('INSERT INTO rollup (fleet, series, level_ms, start_ms, evidence) VALUES (?, ?, ?, ?, ?)'),
      insertTimeline: db.prepare('INSERT OR REPLACE INTO timeline (rollup, data) VALUES (?, ?)'),
      insertVector: db.prepare('INSERT INTO rollup_vector (rollup, sample_types, head, data) VALUES (?, ?, ?, ?)'),
    };
  }

  /** Part of the transaction that stores a window: from now on its rollups are out of date. */
  note(fleet: number, series: number, midMs: number): void {
    for (const key of rollupsOf(fleet, series, midMs)) this.#statements.addDue.run(...columns(key));
  }

  /**
   * Makes one rollup whose span is over, in a transaction of its own; false where none is due.
   *
   * @param alone also of ten minutes in which one series had windows, and which is read from these otherwise.
   * @throws where what it is made of is damaged: it is left out then, and its span is read in shorter ones.
   */
  makeNext(nowMs: number, alone = false): boolean {
    const row = this.#statements.nextDue.raw().get(nowMs - graceMs) as [number, number, number, number] | undefined;
    if (row === undefined) return false;
    const [fleet, series, levelMs, startMs] = row;
    const key = { fleet, series, levelMs, startMs };
    try {
      this.db.transaction(() => this.#make(key, alone)).immediate();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.db.transaction(() => this.#remove(key)).immediate();
      throw error;
    }
    return true;
  }

  /** From then on there is none, and none is due. */
  #remove(key: RollupKey): void {
    this.#statements.removeVectors.run(...columns(key));
    this.#statements.removeTimeline.run(...columns(key));
    this.#statements.remove.run(...columns(key));
    this.#statements.settle.run(...columns(key));
  }

  #make(key: RollupKey, alone: boolean): void {
    const { fleet, series, levelMs, startMs } = key;
    const timeline = series !== 0 && levelMs === seriesLevelMs ? new TimelineBuilder(startMs) : null;
    const gathered = this.#gather(
      timeline,
      cover(
        {
          range: { fromMs: startMs, untilMs: startMs + levelMs },
          fleet,
          series: series === 0 ? this.shape.seriesOf(fleet) : [series],
          whole: series === 0,
          belowMs: levelMs,
          shortestMs: 0,
          resolutionMs: 0,
          stepOf: () => 0,
        },
        (wanted) => this.#rows.rollup(wanted),
      ),
    );
    this.#remove(key);
    const members = new Set([...gathered.evidence.values()].flatMap((evidence) => [...evidence.series]));
    // A fleet of one is read as its series, which has rollups of its own or its windows.
    const [only] = members;
    const isAlone = series === 0 && members.size === 1 && !(alone && levelMs < seriesLevelMs);
    if (only === undefined || isAlone) return;
    this.#insert(key, gathered, this.shape.nodesOf(only));
  }

  #insert(key: RollupKey, { sections, evidence, timeline }: Gathered, nodes: number): void {
    const encoded = [...sections].map(([sampleTypes, byLabelSet]) => {
      const types = this.shape.typesOf(sampleTypes).length;
      const summed = [...byLabelSet].map(([labelSet, refs]) => ({
        labelSet,
        vector: this.#sum.sum(refs, nodes, types),
      }));
      return { sampleTypes, summed };
    });
    // Beyond 2^53 sums are not exact: such a span is read in shorter ones.
    const isExact = encoded.every(({ summed }) =>
      summed.every(({ vector }) => vector.values.every((column) => total(column) <= Number.MAX_SAFE_INTEGER)),
    );
    if (!isExact) return;
    const text = JSON.stringify(
      Object.fromEntries(
        [...evidence].map(([type, { series, ...rest }]): [string, RollupEvidence] => [
          type,
          { ...rest, series: [...series] },
        ]),
      ),
    );
    const id = Number(this.#statements.insert.run(...columns(key), text).lastInsertRowid);
    for (const { sampleTypes, summed } of encoded) {
      const { head, data } = encodeSections(summed);
      this.#statements.insertVector.run(id, sampleTypes, head, data);
    }
    if (timeline !== null) this.#statements.insertTimeline.run(id, timeline.build());
  }

  #gather(timeline: TimelineBuilder | null, { rollups, raw }: Cover): Gathered {
    const sections: Gathered['sections'] = new Map();
    const evidence: Gathered['evidence'] = new Map();
    const addSections = (sampleTypes: number, heads: readonly SectionHead[], data: Uint8Array): void => {
      let byLabelSet = sections.get(sampleTypes);
      if (byLabelSet === undefined) {
        byLabelSet = new Map();
        sections.set(sampleTypes, byLabelSet);
      }
      for (const section of heads) {
        const refs = byLabelSet.get(section.labelSet);
        if (refs === undefined) byLabelSet.set(section.labelSet, [{ data, section }]);
        else refs.push({ data, section });
      }
    };
    const addEvidence = (type: string, added: RollupEvidence): void => {
      const known = evidence.get(type) ?? { windows: 0, ms: 0, requests: null, series: new Set() };
      known.windows += added.windows;
      known.ms += added.ms;
      if (added.requests !== null) known.requests = (known.requests ?? 0) + added.requests;
      for (const series of added.series) known.series.add(series);
      evidence.set(type, known);
    };
    for (const { id } of rollups) {
      for (const [type, added] of Object.entries(this.#rows.evidence(id))) addEvidence(type, added);
      for (const [sampleTypes, head, data] of this.#rows.vectors(id, { data: true })) {
        addSections(sampleTypes, this.#headsOf(sampleTypes, head), data as Uint8Array);
      }
    }
    for (const { series, ...range } of raw) {
      let lastWindow = 0;
      let seen = new Set<string>();
      for (const row of this.#rows.profiles(series, range, { data: true, spans: false })) {
        const [window, sampleTypes, fromMs, untilMs, midMs, requests, head, data] = row;
        if (window !== lastWindow) seen = new Set();
        lastWindow = window;
        for (const type of this.shape.typesOf(sampleTypes)) {
          if (seen.has(type)) continue;
          seen.add(type);
          addEvidence(type, { windows: 1, ms: untilMs - fromMs, requests, series: [series] });
        }
        const heads = this.#headsOf(sampleTypes, head);
        addSections(sampleTypes, heads, data as Uint8Array);
        timeline?.add({ window, sampleTypes, fromMs, untilMs, midMs, requests, sections: heads });
      }
    }
    return { sections, evidence, timeline };
  }

  #headsOf(sampleTypes: number, head: Uint8Array): SectionHead[] {
    return decodeHead(head, this.shape.typesOf(sampleTypes).length);
  }
}

function columns({ fleet, series, levelMs, startMs }: RollupKey): [number, number, number, number] {
  return [fleet, series, levelMs, startMs];
}

function total(column: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i] as number;
  return sum;
}
