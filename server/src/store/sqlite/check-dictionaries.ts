import type Database from 'better-sqlite3';
import { decodeStackChunk } from './codec.js';
import { fleetOf } from './fleet.js';

/** What the vectors of a block refer to. */
export interface Dictionaries {
  /** By set of sample types: `cpu/nanoseconds`, ... */
  readonly types: ReadonlyMap<number, readonly string[]>;
  readonly labelSets: ReadonlySet<number>;
  readonly serviceOf: ReadonlyMap<number, number>;
  readonly fleetOf: ReadonlyMap<number, number>;
  /** By service: nodes of its trie. */
  readonly nodes: ReadonlyMap<number, number>;
}

/**
 * Reads the dictionaries of a block, and tells what is wrong with them: ids have no gaps, what they refer to is there, and
 * in every trie parents come before their children.
 */
export function checkDictionaries(db: Database.Database, tell: (what: string) => void): Dictionaries {
  const rows = <Row>(sql: string): Iterable<Row> => db.prepare(sql).raw().iterate() as Iterable<Row>;
  const dense = (table: string, references: string, known: number): number => {
    let size = 0;
    for (const [id, reference] of rows<[number, number]>(`SELECT id, ${references} FROM ${table} ORDER BY id`)) {
      if (id !== size) tell(`${table} ${size} is missing`);
      if (reference < 0 || reference >= known) tell(`${table} ${id} refers to ${reference}, which is not there`);
      size = id + 1;
    }
    return size;
  };
  const functions = dense('function', '0', 1);
  const frames = dense('frame', 'function', functions);
  const services = new Map([...rows<[number, string]>('SELECT id, name FROM service')]);
  const nodes = checkTries(rows('SELECT service, first, nodes, data FROM stack_chunk ORDER BY service, first'), {
    frames,
    tell,
  });
  const types = new Map<number, string[]>();
  for (const [id, text] of rows<[number, string]>('SELECT id, types FROM sample_types')) {
    types.set(
      id,
      (JSON.parse(text) as [string, string][]).map(([type, unit]) => `${type}/${unit}`),
    );
  }
  const labelSets = new Set<number>();
  for (const [id, text] of rows<[number, string]>('SELECT id, labels FROM label_set')) {
    JSON.parse(text);
    labelSets.add(id);
  }
  const fleets = new Map([...rows<[string, number]>('SELECT labels, id FROM fleet')]);
  const serviceOf = new Map<number, number>();
  const fleetIds = new Map<number, number>();
  for (const [id, service, labels] of rows<[number, number, string]>('SELECT id, service, labels FROM series')) {
    if (!services.has(service)) tell(`series ${id} is of service ${service}, which is not there`);
    serviceOf.set(id, service);
    fleetIds.set(id, fleets.get(fleetOf(JSON.parse(labels))) ?? 0);
  }
  for (const service of services.keys()) if (!nodes.has(service)) nodes.set(service, 1);
  return { types, labelSets, serviceOf, fleetOf: fleetIds, nodes };
}

type Chunk = [service: number, first: number, nodes: number, data: Uint8Array];

function checkTries(
  chunks: Iterable<Chunk>,
  { frames, tell }: { frames: number; tell: (what: string) => void },
): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const [service, first, nodes, data] of chunks) {
    const name = `the stacks ${first} to ${first + nodes - 1} of service ${service}`;
    const size = sizes.get(service) ?? 1;
    if (first !== size) tell(`the stacks ${size} to ${first - 1} of service ${service} are missing`);
    let node = first;
    let wrong: string | null = null;
    try {
      decodeStackChunk(data, first, nodes, (parent, frame) => {
        if (parent >= node || frame >= frames)
          wrong ??= `stack ${node} has the parent ${parent} and the frame ${frame}`;
        node++;
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      wrong ??= error.message;
    }
    if (wrong !== null) tell(`${name}: ${wrong}`);
    sizes.set(service, first + nodes);
  }
  return sizes;
}
