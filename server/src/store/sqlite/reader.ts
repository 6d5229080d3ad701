import { statSync } from 'node:fs';
import type { ProfileSet, SampleType } from '@perf/profile';
import { Refusal } from '../../errors.js';
import { dayOf } from '../../time.js';
import type { LabelIndex, LabelQuery, ProfileReader, Range, Selection, Totals, VersionSpan } from '../store.js';
import { blockDays, blockPath } from './block.js';
import { BlockReader } from './block-reader.js';
import { CatalogReader } from './catalog-reader.js';
import { addSection } from './codec.js';
import { GroupBuilder } from './groups.js';
import { joinParts, type Part } from './part.js';
import { scan } from './scan.js';

/** Blocks whose dictionaries stay in memory. */
const warmBlocks = 40;

/** The reading side of the store: any number of them, in any thread, beside the one writer. */
export class SqliteReader implements ProfileReader {
  /** The most recently used last. */
  readonly #blocks = new Map<string, BlockReader>();
  readonly #catalog: CatalogReader;

  constructor(readonly dataDir: string) {
    this.#catalog = new CatalogReader(dataDir);
  }

  async select(selection: Selection): Promise<ProfileSet> {
    const sampleType = this.#resolve(selection);
    const groups = new GroupBuilder(selection);
    const parts = this.#blocksIn(selection).flatMap((block) =>
      block.snapshot(() => sumBlock(block, selection, sampleType, groups)),
    );
    const { stacks, vectors } = joinParts(parts);
    return {
      sampleType,
      stacks,
      groups: groups.build().map(({ key, labels, fromMs, evidence }) => {
        const { node, value } = vectors.get(key) ?? { node: new Int32Array(0), value: new Float64Array(0) };
        return { labels, fromMs, node, value, evidence };
      }),
    };
  }

  async totals(selection: Selection): Promise<Totals> {
    const sampleType = this.#resolve(selection);
    const groups = new GroupBuilder(selection);
    for (const block of this.#blocksIn(selection)) {
      block.snapshot(() => {
        for (const hit of scan(block, selection, sampleType, false)) {
          groups.add(hit.group, hit.window, hit.section.totals[hit.column] as number);
        }
      });
    }
    return { sampleType, groups: groups.build() };
  }

  async labels(query: LabelQuery): Promise<LabelIndex> {
    return this.#catalog.labels(query);
  }

  async versions(service: string): Promise<VersionSpan[]> {
    return this.#catalog.versions(service);
  }

  async close(): Promise<void> {
    for (const block of this.#blocks.values()) block.close();
    this.#blocks.clear();
    this.#catalog.close();
  }

  /** The sample type a selection means. Refused where the series it matches have others only. */
  #resolve({ sampleType, matchers, fromMs, untilMs }: Selection): SampleType {
    const series = this.#catalog.series({ matchers, fromMs, untilMs });
    const stored = new Map<string, SampleType>();
    for (const type of series.flatMap((one) => one.sampleTypes)) stored.set(`${type.type}/${type.unit}`, type);
    const names = [...stored.keys()].sort();
    const name = names.find((key) => key === sampleType || key.startsWith(`${sampleType}/`));
    if (name === undefined && names.length > 0) {
      throw new Refusal(
        404,
        `There is no sample type ${JSON.stringify(sampleType)} here; there is ${names.join(', ')}.`,
      );
    }
    const [type = '', unit = ''] = sampleType.split('/');
    return stored.get(name ?? '') ?? { type, unit };
  }

  #blocksIn({ fromMs, untilMs }: Range): BlockReader[] {
    const [first, last] = [dayOf(fromMs), dayOf(untilMs)];
    const days = blockDays(this.dataDir);
    for (const day of [...this.#blocks.keys()]) if (!days.includes(day)) this.#drop(day);
    const wanted = days.filter((day) => day >= first && day <= last).flatMap((day) => this.#block(day) ?? []);
    while (this.#blocks.size > Math.max(warmBlocks, wanted.length))
      this.#drop(this.#blocks.keys().next().value as string);
    return wanted;
  }

  /** null where retention has just removed the block. */
  #block(day: string): BlockReader | null {
    const inode = statSync(blockPath(this.dataDir, day), { throwIfNoEntry: false })?.ino;
    let block = this.#blocks.get(day);
    if (block !== undefined && block.inode !== inode) {
      this.#drop(day);
      block = undefined;
    }
    if (inode === undefined) return null;
    block ??= new BlockReader(this.dataDir, day, inode);
    this.#blocks.delete(day);
    this.#blocks.set(day, block);
    return block;
  }

  #drop(day: string): void {
    this.#blocks.get(day)?.close();
    this.#blocks.delete(day);
  }
}

/** Adds everything a selection covers in one block, by service and group. */
function sumBlock(block: BlockReader, selection: Selection, type: SampleType, groups: GroupBuilder): Part[] {
  const parts = new Map<number, Part & { sums: Map<string, Float64Array> }>();
  for (const { series, section, column, data, group, window } of scan(block, selection, type, true)) {
    let part = parts.get(series.service);
    if (part === undefined) {
      part = { block, trie: block.trie(series.service), sums: new Map() };
      parts.set(series.service, part);
    }
    const key = groups.add(group, window, section.totals[column] as number);
    let sum = part.sums.get(key);
    if (sum === undefined) {
      sum = new Float64Array(part.trie.size);
      part.sums.set(key, sum);
    }
    addSection(data as Uint8Array, section.offset, column, sum);
  }
  return [...parts.values()];
}
