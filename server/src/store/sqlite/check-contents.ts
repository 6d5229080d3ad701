import type Database from 'better-sqlite3';
import { checkDictionaries, type Dictionaries } from './check-dictionaries.js';
import { checkRollups } from './check-rollups.js';
import { wrongWith } from './check-vector.js';

/** Something wrong in a block; with the row that can be left out to lose nothing else, where there is one. */
export interface Found {
  readonly what: string;
  readonly profile?: number;
  readonly span?: number;
  readonly rollup?: number;
}

/** Findings that are kept of one block: a page of noise may hold thousands. */
const mostFound = 100;

type Row = [id: number, series: number | null, types: number, midMs: number | null, head: Uint8Array, data: Uint8Array];

/** Reads everything in a block whose file is sound: dictionaries, the vectors that refer to them, rollups. */
export function checkContents(db: Database.Database): { found: Found[]; vectors: number; rollups: number } {
  const found: Found[] = [];
  const tell = (one: Found): void => void (found.length < mostFound && found.push(one));
  const dictionaries = checkDictionaries(db, (what) => tell({ what }));
  let vectors = 0;
  for (const [id, series, types, midMs, head, data] of profiles(db)) {
    const at = midMs === null ? 'of no window' : `of ${new Date(midMs).toISOString()}`;
    const wrong =
      wrongWithRow(dictionaries, { series, types, head, data }) ?? (midMs === null ? 'its window is not there' : null);
    if (wrong !== null) tell({ what: `profile ${id} ${at}: ${wrong}`, profile: id });
    vectors++;
  }
  for (const [id, series, types, , head, data, labels] of spans(db)) {
    const wrong =
      series === null
        ? 'it is of a profile that is not there'
        : wrongWithRow(dictionaries, { series, types, head, data }, (JSON.parse(labels) as unknown[]).length);
    if (wrong !== null) tell({ what: `the spans of profile ${id}: ${wrong}`, span: id });
    vectors++;
  }
  for (const [rollup, series, types, , head, data] of rollupVectors(db, dictionaries)) {
    const wrong = wrongWithRow(dictionaries, { series, types, head, data });
    if (wrong !== null) tell({ what: `rollup ${rollup}: ${wrong}`, rollup });
    vectors++;
  }
  const rollups = checkRollups(db, dictionaries, (rollup, what) => tell({ what: `rollup ${rollup}: ${what}`, rollup }));
  return { found, vectors, rollups };
}

/** @param ownLabelSets how many label sets the vector brings along; where it brings none, it refers to the block's. */
function wrongWithRow(
  { types: typesOf, serviceOf, labelSets, nodes }: Dictionaries,
  { series, types, head, data }: { series: number | null; types: number; head: Uint8Array; data: Uint8Array },
  ownLabelSets?: number,
): string | null {
  const service = serviceOf.get(series ?? 0);
  const sampleTypes = typesOf.get(types)?.length;
  if (service === undefined) return `it is of series ${series}, which is not there`;
  if (sampleTypes === undefined) return `it has the sample types ${types}, which are not there`;
  const hasLabelSet = (id: number): boolean => (ownLabelSets === undefined ? labelSets.has(id) : id < ownLabelSets);
  return wrongWith(head, data, { sampleTypes, nodes: nodes.get(service) ?? 1, hasLabelSet });
}

function profiles(db: Database.Database): Iterable<Row> {
  const sql = `SELECT profile.id, profile.series, sample_types, window.mid_ms, head, data
    FROM profile LEFT JOIN window ON window.id = profile.window AND window.series = profile.series ORDER BY profile.id`;
  return db.prepare(sql).raw().iterate() as Iterable<Row>;
}

function spans(db: Database.Database): Iterable<[...Row, labels: string]> {
  const sql = `SELECT span.profile, profile.series, profile.sample_types, profile.mid_ms, span.head, span.data, labels
    FROM span LEFT JOIN profile ON profile.id = span.profile ORDER BY span.profile`;
  return db.prepare(sql).raw().iterate() as Iterable<[...Row, labels: string]>;
}

function* rollupVectors(db: Database.Database, { fleetOf }: Dictionaries): Iterable<Row> {
  const member = new Map([...fleetOf].map(([series, fleet]) => [fleet, series]));
  const sql = `SELECT rollup, rollup.series, sample_types, rollup.fleet, head, data
    FROM rollup_vector LEFT JOIN rollup ON rollup.id = rollup_vector.rollup ORDER BY rollup`;
  for (const row of db.prepare(sql).raw().iterate() as Iterable<Row>) {
    const [rollup, series, types, fleet, head, data] = row;
    yield [rollup, series === 0 ? (member.get(fleet ?? 0) ?? null) : series, types, null, head, data];
  }
}
