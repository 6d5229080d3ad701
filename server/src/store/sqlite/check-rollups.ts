import type { SampleVector } from '@perf/profile';
import type Database from 'better-sqlite3';
import { BlockRows } from './block-rows.js';
import type { Dictionaries } from './check-dictionaries.js';
import { wrongWithTimeline } from './check-timeline.js';
import { decodeHead, encodeSections } from './codec.js';
import { cover } from './cover.js';
import { readKept } from './kept.js';
import { type RollupEvidence, type RollupEvidences, seriesLevelMs } from './rollup.js';
import { TimelineBuilder } from './timeline.js';
import { type SectionRef, VectorSum } from './vector-sum.js';

/** Vectors are held as they lie in the block until they are this many bytes, and added up then. */
const mostHeldBytes = 32 * 1024 * 1024;

type RollupRow = [id: number, fleet: number, series: number, levelMs: number, startMs: number, evidence: string];

interface Counted {
  windows: number;
  ms: number;
  requests: number | null;
  series: Set<number>;
}

/**
 * Compares each rollup that is not due with what it was made of, where all of that is there still: the profiles of its span,
 * or in a block that was thinned the rollups of shorter spans.
 *
 * @returns how many were compared.
 */
export function checkRollups(
  db: Database.Database,
  dictionaries: Dictionaries,
  tell: (rollup: number, what: string) => void,
): number {
  const rows = new BlockRows(db);
  const adder = new VectorSum();
  const { resolutionMs } = readKept(db);
  const typesIn = (types: number): number => dictionaries.types.get(types)?.length ?? 0;
  let compared = 0;
  const rollups = db
    .prepare(
      `SELECT id, fleet, series, level_ms, start_ms, evidence FROM rollup WHERE NOT EXISTS
         (SELECT 1 FROM due WHERE due.fleet = rollup.fleet AND due.series = rollup.series
            AND due.level_ms = rollup.level_ms AND due.start_ms = rollup.start_ms) ORDER BY id`,
    )
    .raw()
    .all() as RollupRow[];
  for (const [id, fleet, only, levelMs, startMs, evidence] of rollups) {
    const members = only !== 0 ? [only] : [...dictionaries.fleetOf].flatMap(([one, of]) => (of === fleet ? [one] : []));
    const [any] = members;
    if (any === undefined) {
      tell(id, 'it is of a fleet without series');
      continue;
    }
    const nodes = dictionaries.nodes.get(dictionaries.serviceOf.get(any) as number) as number;
    const stored = new SparseSums(adder, nodes);
    const expected = new SparseSums(adder, nodes);
    const counted = new Map<string, Counted>();
    try {
      for (const [types, head, data] of rows.vectors(id, { data: true })) {
        stored.add(types, typesIn(types), head, data as Uint8Array);
      }
      const range = { fromMs: startMs, untilMs: startMs + levelMs };
      const belowMs = resolutionMs === 0 ? 0 : levelMs;
      const spans = { belowMs, shortestMs: 0, resolutionMs, stepOf: () => 0 };
      const asked = { range, fleet, series: members, whole: only === 0, ...spans };
      const { rollups: parts, raw } = cover(asked, (key) => rows.rollup(key));
      for (const part of parts) {
        for (const [name, evidence] of Object.entries(rows.evidence(part.id))) count(counted, name, evidence);
        for (const [types, head, data] of rows.vectors(part.id, { data: true })) {
          expected.add(types, typesIn(types), head, data as Uint8Array);
        }
      }
      const hasTimeline = only !== 0 && levelMs === seriesLevelMs && resolutionMs === 0;
      const timeline = hasTimeline ? new TimelineBuilder(startMs) : null;
      for (const { series, ...span } of raw) {
        let lastWindow = 0;
        let seen = new Set<string>();
        for (const row of rows.profiles(series, span, { data: true, spans: false })) {
          const [window, types, fromMs, untilMs, midMs, requests, head, data] = row;
          if (window !== lastWindow) seen = new Set();
          lastWindow = window;
          const names = dictionaries.types.get(types) ?? [];
          for (const name of names) {
            if (!seen.has(name)) {
              count(counted, name, { windows: 1, ms: untilMs - fromMs, requests, series: [series] });
            }
            seen.add(name);
          }
          expected.add(types, names.length, head, data as Uint8Array);
          const sections = decodeHead(head, names.length);
          timeline?.add({ window, sampleTypes: types, fromMs, untilMs, midMs, requests, sections });
        }
      }
      const said = JSON.parse(evidence) as RollupEvidences;
      if (Object.entries(said).some(([type, { windows }]) => windows > (counted.get(type)?.windows ?? 0))) continue;
      compared++;
      if (evidenceText(said) !== evidenceText(Object.fromEntries(counted))) {
        tell(id, 'it rests on other windows than there are');
      } else if (stored.text() !== expected.text()) tell(id, 'it is not the sum of its windows');
      const kept = rows.timeline(id);
      if (timeline === null || kept === undefined) continue;
      const wrong = wrongWithTimeline(kept, timeline.build(), startMs, typesIn);
      if (wrong !== null) tell(id, wrong);
    } catch (error) {
      // A damaged vector, which was told of before.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return compared;
}

function count(counted: Map<string, Counted>, type: string, { windows, ms, requests, series }: RollupEvidence): void {
  const known = counted.get(type) ?? { windows: 0, ms: 0, requests: null, series: new Set() };
  known.windows += windows;
  known.ms += ms;
  if (requests !== null) known.requests = (known.requests ?? 0) + requests;
  for (const one of series) known.series.add(one);
  counted.set(type, known);
}

function evidenceText(evidence: Record<string, Omit<Counted, 'series'> & { series: Iterable<number> }>): string {
  const types = Object.entries(evidence).map(([type, { windows, ms, requests, series }]) =>
    JSON.stringify([type, windows, ms, requests, [...series].sort((a, b) => a - b)]),
  );
  return types.sort().join('\n');
}

/** Sums by set of sample types and label set. */
class SparseSums {
  readonly #held = new Map<string, { sampleTypes: number; sections: SectionRef[] }>();
  #heldBytes = 0;

  constructor(
    readonly adder: VectorSum,
    readonly nodes: number,
  ) {}

  add(types: number, sampleTypes: number, head: Uint8Array, data: Uint8Array): void {
    for (const section of decodeHead(head, sampleTypes)) {
      const key = `${types} ${section.labelSet}`;
      const held = this.#held.get(key) ?? { sampleTypes, sections: [] };
      held.sections.push({ data, section });
      this.#held.set(key, held);
    }
    this.#heldBytes += data.length;
    if (this.#heldBytes > mostHeldBytes) this.#addUp();
  }

  /** Equal for equal sums: what is 0 is left out. */
  text(): string {
    const lines = [...this.#held].map(([key, { sampleTypes, sections }]) => {
      const { node, values } = this.adder.sum(sections, this.nodes, sampleTypes);
      const parts = Array.from(node, (at, i) => [at, ...values.map((column) => column[i] as number)]);
      return parts.filter(([, ...all]) => all.some((value) => value !== 0)).map((part) => `${key}: ${part}\n`);
    });
    return lines.flat().sort().join('');
  }

  /** Keeps one vector of each sum, in the format of a block. */
  #addUp(): void {
    for (const held of this.#held.values()) {
      const vector: SampleVector = this.adder.sum(held.sections, this.nodes, held.sampleTypes);
      const { head, data } = encodeSections([{ labelSet: 0, vector }]);
      held.sections = decodeHead(head, held.sampleTypes).map((section) => ({ data, section }));
    }
    this.#heldBytes = 0;
  }
}
