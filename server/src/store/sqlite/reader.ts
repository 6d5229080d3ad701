import { statSync } from 'node:fs';
import type { ProfileSet, SampleType } from '@perf/profile';
import { Refusal } from '../../errors.js';
import { dayOf } from '../../time.js';
import type {
  Detail,
  LabelIndex,
  LabelQuery,
  NumbersFound,
  NumbersQuery,
  ProfileReader,
  Range,
  Selection,
  Totals,
  VersionSpan,
} from '../store.js';
import { Atlas } from './atlas.js';
import { blockDays, blockPath } from './block.js';
import { type BlockNodes, BlockReader, type Series } from './block-reader.js';
import { CurrentCatalog } from './catalog-reader.js';
import { DetailBuilder } from './detail.js';
import { GroupSums } from './group-sums.js';
import { addEvidence, GroupBuilder } from './groups.js';
import { joinServices } from './join.js';
import { NumberSums, readOneIn } from './numbers.js';
import { seriesLevelMs, startOfSpan } from './rollup.js';
import { type Samples, scan } from './scan.js';
import { SelectCache } from './select-cache.js';

/** Blocks whose dictionaries stay in memory, and nodes of all their tries together. */
const warmBlocks = 40;
const warmNodes = 3_000_000;

/** The reading side of the store: any number of them, in any thread, beside the one writer. */
export class SqliteReader implements ProfileReader {
  /** The most recently used last. */
  readonly #blocks = new Map<string, BlockReader>();
  readonly #catalog: CurrentCatalog;
  readonly #cache = new SelectCache();
  #atlas = new Atlas();

  constructor(readonly dataDir: string) {
    this.#catalog = new CurrentCatalog(dataDir);
  }

  async select(selection: Selection): Promise<ProfileSet & Detail> {
    const sampleType = this.#resolve(selection);
    const blocks = this.#blocksIn(selection);
    const key = keyOf(selection, sampleType, blocks);
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const set = this.#select(selection, sampleType, blocks);
    this.#cache.put(key, set);
    return set;
  }

  #select(selection: Selection, sampleType: SampleType, blocks: readonly BlockReader[]): ProfileSet & Detail {
    const groups = new GroupBuilder(selection);
    const detail = new DetailBuilder(selection);
    const atlas = this.#atlas;
    const sums = new GroupSums((service) => atlas.trie(service).size);
    for (const block of blocks) {
      block.snapshot(() => {
        detail.add(block);
        const nodesByService = new Map<number, BlockNodes>();
        for (const { series, key, samples } of findIn(block, selection, sampleType, groups, true)) {
          const nodes = nodesByService.get(series.service) ?? block.nodesOf(series);
          nodesByService.set(series.service, nodes);
          sums.add(key, series.labels.service ?? '', { ...(samples as Samples), nodes });
        }
      });
    }
    const { stacks, vectors } = joinServices(atlas, sums.finish());
    return {
      sampleType,
      stacks,
      groups: groups.build().map(({ key, labels, fromMs, evidence }) => {
        const { node, value } = vectors.get(key) ?? { node: new Int32Array(0), value: new Float64Array(0) };
        return { labels, fromMs, node, value, evidence };
      }),
      ...detail.build(),
    };
  }

  async totals(selection: Selection): Promise<Totals> {
    const sampleType = this.#resolve(selection);
    const groups = new GroupBuilder(selection);
    const detail = new DetailBuilder(selection);
    for (const block of this.#blocksIn(selection)) {
      block.snapshot(() => {
        detail.add(block);
        for (const _ of findIn(block, selection, sampleType, groups, false));
      });
    }
    return { sampleType, groups: groups.build(), ...detail.build() };
  }

  async numbers(query: NumbersQuery): Promise<NumbersFound> {
    const series = this.#catalog.read((catalog) => catalog.series(query));
    const sums = new NumberSums(query, readOneIn(query, series));
    for (const block of this.#blocksIn(query)) block.snapshot(() => sums.add(block));
    return sums.build();
  }

  async labels(query: LabelQuery): Promise<LabelIndex> {
    return this.#catalog.read((catalog) => catalog.labels(query));
  }

  async versions(service: string): Promise<VersionSpan[]> {
    return this.#catalog.read((catalog) => catalog.versions(service));
  }

  async close(): Promise<void> {
    for (const day of [...this.#blocks.keys()]) this.#drop(day);
    this.#catalog.close();
  }

  /** The sample type a selection means. Refused where what is there in its range has others only. */
  #resolve(selection: Selection): SampleType {
    const { sampleType, matchers, ...range } = selection;
    const series = this.#catalog.read((catalog) => catalog.series({ matchers, ...withinReach(range) }));
    const stored = new Map<string, SampleType>();
    for (const type of series.flatMap((one) => one.sampleTypes)) stored.set(`${type.type}/${type.unit}`, type);
    const names = [...stored.keys()].sort();
    const name = names.find((key) => key === sampleType || key.startsWith(`${sampleType}/`));
    if (name === undefined && [...stored.values()].some((type) => this.#isThere(selection, type))) {
      throw new Refusal(
        404,
        `There is no sample type ${JSON.stringify(sampleType)} here; there is ${names.join(', ')}.`,
      );
    }
    const [type = '', unit = ''] = sampleType.split('/');
    return stored.get(name ?? '') ?? { type, unit };
  }

  /** Whether a selection would find anything of a type. */
  #isThere(selection: Selection, type: SampleType): boolean {
    return this.#blocksIn(selection).some((block) =>
      block.snapshot(() => {
        for (const _ of scan(block, selection, type, () => 0, false)) return true;
        return false;
      }),
    );
  }

  #blocksIn({ fromMs, untilMs }: Range): BlockReader[] {
    if (this.#atlas.nodes > warmNodes) {
      for (const day of [...this.#blocks.keys()]) this.#drop(day);
      this.#atlas = new Atlas();
    }
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
    block ??= new BlockReader(this.dataDir, day, inode, this.#atlas);
    this.#blocks.delete(day);
    this.#blocks.set(day, block);
    return block;
  }

  #drop(day: string): void {
    this.#blocks.get(day)?.close();
    this.#blocks.delete(day);
  }
}

/** Where the windows lie of what counts in a range: a sum may, and none of its windows (cover.ts). */
function withinReach({ fromMs, untilMs }: Range): Range {
  const levelMs = seriesLevelMs;
  return { fromMs: startOfSpan(fromMs, levelMs), untilMs: startOfSpan(untilMs - 1, levelMs) + levelMs };
}

/** What an answer depends on. */
function keyOf(selection: Selection, type: SampleType, blocks: readonly BlockReader[]): string {
  const { matchers, by, stepMs, maxGroups, fromMs, untilMs } = selection;
  const asked = matchers.map(({ name, operator, value }) => [name, operator, value]);
  const states = blocks.map(({ serial, version }) => [serial, version]);
  return JSON.stringify([type, asked, by, stepMs, maxGroups, fromMs, untilMs, states]);
}

/** Samples of one label set that a selection covers in a block, and their group, which is counted along the way. */
interface FoundSamples {
  readonly key: string;
  readonly series: Series;
  /** null where only totals were asked for. */
  readonly samples: Samples | null;
}

function* findIn(
  block: BlockReader,
  selection: Selection,
  type: SampleType,
  groups: GroupBuilder,
  withData: boolean,
): Generator<FoundSamples> {
  const stepOf = (atMs: number): number => groups.stepOf(atMs);
  for (const found of scan(block, selection, type, stepOf, withData)) {
    const basis = groups.basis(found.by, stepOf(found.atMs));
    if (found.evidence !== null) addEvidence(basis, found.evidence);
    for (const { labelSet, total, samples } of found.parts) {
      const labels = found.groupOf(labelSet);
      if (labels === null) continue;
      yield { key: groups.add(labels, basis, total), series: found.series, samples };
    }
  }
}
