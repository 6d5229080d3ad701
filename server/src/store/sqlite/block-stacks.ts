import { FrameBuilder, FunctionBuilder, internStacks, KnownTexts, StackBuilder } from '@perf/profile';
import type { PprofColumns } from '@perf/proto';
import type Database from 'better-sqlite3';
import { decodeStackChunk, encodeStackChunk } from './codec.js';

/** Nodes of a full chunk of a trie. A chunk that is not full is rewritten by the next commit. */
const chunkNodes = 4096;

interface Trie {
  readonly stacks: StackBuilder;
  /** The first node of the chunk that is not full yet. */
  chunkFirst: number;
  /** Nodes below this are on disk. */
  saved: number;
}

type FunctionRow = [id: number, name: string, file: string, pkg: string, line: number, column: number, system: string];

/** The functions, frames and tries of a block in memory, and what of them is on disk. Memory runs ahead until `save`. */
export class BlockStacks {
  readonly #db: Database.Database;
  readonly #functions = new FunctionBuilder();
  readonly #frames = new FrameBuilder();
  readonly #texts = new KnownTexts(this.#functions);
  readonly #tries = new Map<number, Trie>();
  readonly #statements;
  #savedFunctions = 0;
  #savedFrames = 0;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#statements = {
      insertFunction: db.prepare('INSERT INTO function VALUES (?, ?, ?, ?, ?, ?, ?)'),
      insertFrame: db.prepare('INSERT INTO frame VALUES (?, ?, ?)'),
      putChunk: db.prepare(
        'INSERT INTO stack_chunk (service, first, nodes, data) VALUES (?, ?, ?, ?) ' +
          'ON CONFLICT DO UPDATE SET nodes = excluded.nodes, data = excluded.data',
      ),
    };
    this.#warm();
  }

  /** Nodes of the trie of a service. */
  sizeOf(service: number): number {
    return this.#trie(service).stacks.size;
  }

  /** For each sample of a profile the node of its stack in the trie of the service. */
  nodesOf(pprof: PprofColumns, service: number, root: string | undefined): Int32Array {
    const table = this.#trie(service).stacks;
    const into = { functions: this.#functions, frames: this.#frames, table, texts: this.#texts };
    return internStacks(pprof, into, { root });
  }

  #trie(service: number): Trie {
    let trie = this.#tries.get(service);
    if (trie === undefined) {
      trie = { stacks: new StackBuilder(), chunkFirst: 1, saved: 1 };
      this.#tries.set(service, trie);
    }
    return trie;
  }

  /** Part of the transaction that stores what refers to it. */
  save(): void {
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

  /** Reads everything back in the order it was written, which yields the same ids again. */
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
}
