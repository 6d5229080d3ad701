import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe } from '@jest/globals';
import type { ProfileSet } from '@perf/profile';
import type { IncomingWindow, ProfileReader, ProfileWriter, Receipt, Selection } from '@perf/server/store/store.js';
import { describeLists } from './contract-lists.js';
import { describeNumbers } from './contract-numbers.js';
import { describeReads } from './contract-reads.js';
import { describeWrites } from './contract-writes.js';
import { selectionOf } from './windows.js';

export interface OpenStore {
  readonly writer: ProfileWriter;
  readonly reader: ProfileReader & { close(): Promise<void> };
}

/** The store of a test, in a folder of its own. */
export interface StoreInUse extends OpenStore {
  append(...windows: IncomingWindow[]): Promise<Receipt[]>;
  select(query: string, given?: Partial<Selection>): Promise<ProfileSet>;
  /** Closes it and opens what is stored. */
  reopen(): Promise<void>;
}

/** What every store promises. `open` is called again on the same folder to open what is stored there. */
export function describeStore(name: string, open: (dataDir: string) => Promise<OpenStore>): void {
  describe(`${name} as a profile store`, () => {
    let dataDir: string;
    let store: OpenStore;
    const close = async () => {
      await store.reader.close();
      await store.writer.close();
    };

    beforeEach(async () => {
      dataDir = mkdtempSync(join(tmpdir(), 'perf-store-'));
      store = await open(dataDir);
    });
    afterEach(async () => {
      await close();
      rmSync(dataDir, { recursive: true, force: true });
    });

    const inUse: StoreInUse = {
      get writer() {
        return store.writer;
      },
      get reader() {
        return store.reader;
      },
      append: (...windows) => Promise.all(windows.map((one) => store.writer.append(one))),
      select: (query, given) => store.reader.select(selectionOf(query, given)),
      async reopen() {
        await close();
        store = await open(dataDir);
      },
    };
    describeWrites(inUse);
    describeReads(inUse);
    describeNumbers(inUse);
    describeLists(inUse);
  });
}
