import type { Labels, SampleType } from '@perf/profile';
import { labelOf, type Matcher, matchSeries } from '../../selector.js';
import type { Range, Selection } from '../store.js';
import type { BlockReader, Fleet, Series } from './block-reader.js';
import type { Wanted } from './block-rows.js';
import { decodeHead, type SectionHead } from './codec.js';
import { cover } from './cover.js';
import { namesInstances, namesRequests } from './detail.js';
import type { WindowEvidence } from './groups.js';
import { middleOf } from './rollup.js';

/** One vector of what a selection covers in a block: of a profile, or of a rollup. */
export interface Found {
  /** Its series, or one of its fleet. */
  readonly series: Series;
  /** A moment in the step it belongs to. */
  readonly atMs: number;
  /** Of the windows it is the first vector of; null where they were counted with another one. */
  readonly evidence: WindowEvidence | null;
  readonly sections: readonly SectionHead[];
  /** The column of the wanted sample type. */
  readonly column: number;
  /** null where only totals were asked for. */
  readonly data: Uint8Array | null;
  /** The labels grouped by, as far as they are the series'. */
  readonly by: Labels;
  /** The values of the labels grouped by, of samples of a label set; null where they are not selected. */
  groupOf(labelSet: number): Labels | null;
}

/** Everything in a block that a selection covers, fleet by fleet. */
export function* scan(
  block: BlockReader,
  selection: Selection,
  type: SampleType,
  stepOf: (atMs: number) => number,
  withData: boolean,
): Generator<Found> {
  const wanted = { data: withData, spans: namesRequests(selection) };
  const apart = namesInstances(selection);
  const range = block.part(selection);
  // What is left of the windows is not all of them (detail.ts).
  if (wanted.spans && block.resolutionMs > 0) return;
  const fleetScan = new BlockScan(block, selection, type, wanted, range, stepOf);
  for (const fleet of block.fleets) {
    const [any] = fleet.series;
    if (any === undefined) continue;
    if (!apart) yield* fleetScan.members(fleet, fleet.series, true);
    else for (const series of fleet.series) yield* fleetScan.members(fleet, [series], fleet.series.length === 1);
  }
}

class BlockScan {
  readonly #columns: Map<number, number>;
  readonly #typeName: string;

  constructor(
    readonly block: BlockReader,
    readonly selection: Selection,
    type: SampleType,
    readonly wanted: Wanted,
    readonly range: Range,
    readonly stepOf: (atMs: number) => number,
  ) {
    this.#columns = columnsOf(block, type);
    this.#typeName = `${type.type}/${type.unit}`;
  }

  /** `series` of a fleet, which need not be told apart. `whole`: they are all there are. */
  *members(fleet: Fleet, series: readonly Series[], whole: boolean): Generator<Found> {
    const { block, selection, wanted, range, stepOf } = this;
    const any = series[0] as Series;
    const open = matchSeries(selection.matchers, any.labels);
    if (open === false) return;
    const labelSets = new LabelSets(block, any, open, selection.by);
    // Samples that name single requests are in the profiles alone.
    const belowMs = wanted.spans ? 0 : Number.POSITIVE_INFINITY;
    const ids = series.map(({ id }) => id);
    const { resolutionMs } = block;
    const asked = { range, fleet: fleet.id, series: ids, whole, belowMs, resolutionMs, stepOf };
    const { rollups, raw } = cover(asked, (key) => block.rows.rollup(key));
    const byId = new Map(fleet.series.map((one) => [one.id, one]));
    for (const { id, key } of rollups) yield* this.#rollup(id, middleOf(key), any, byId, labelSets);
    for (const part of raw) yield* this.#profiles(byId.get(part.series) as Series, part, labelSets);
  }

  *#rollup(
    id: number,
    atMs: number,
    series: Series,
    byId: ReadonlyMap<number, Series>,
    labelSets: LabelSets,
  ): Generator<Found> {
    const { block, wanted } = this;
    const counted = block.rows.evidence(id)[this.#typeName];
    if (counted === undefined) return;
    let evidence: WindowEvidence | null = {
      windows: counted.windows,
      ms: counted.ms,
      requests: labelSets.partial ? null : counted.requests,
      instances: counted.series.map((one) => byId.get(one)?.labels.instance ?? ''),
    };
    for (const [typesId, head, data] of block.rows.vectors(id, wanted)) {
      const column = this.#columns.get(typesId);
      if (column === undefined) continue;
      const sections = this.#sections(typesId, head);
      const groupOf = (labelSet: number) => labelSets.groupOf(labelSet);
      yield { series, atMs, evidence, sections, column, data, by: labelSets.seriesPart, groupOf };
      evidence = null;
    }
  }

  *#profiles(series: Series, range: Range, labelSets: LabelSets): Generator<Found> {
    const { block, wanted } = this;
    const instances = [series.labels.instance ?? ''];
    let lastWindow = 0;
    for (const row of block.rows.profiles(series.id, range, wanted)) {
      const [window, typesId, fromMs, untilMs, atMs, requests, head, data, spanLabels] = row;
      const column = this.#columns.get(typesId);
      if (column === undefined) continue;
      const isFirst = window !== lastWindow;
      lastWindow = window;
      const spans = spanLabels === null ? null : (JSON.parse(spanLabels) as [string, string][][]);
      yield {
        series,
        atMs,
        evidence: isFirst
          ? { windows: 1, ms: untilMs - fromMs, requests: labelSets.partial ? null : requests, instances }
          : null,
        sections: this.#sections(typesId, head),
        column,
        data,
        by: labelSets.seriesPart,
        groupOf: (labelSet) =>
          spans === null ? labelSets.groupOf(labelSet) : labelSets.decide(Object.fromEntries(spans[labelSet] ?? [])),
      };
    }
  }

  #sections(typesId: number, head: Uint8Array): SectionHead[] {
    return decodeHead(head, this.block.sampleTypes.get(typesId)?.length ?? 0);
  }
}

/** Which column of each set of sample types holds the wanted one. */
function columnsOf(block: BlockReader, wanted: SampleType): Map<number, number> {
  const columns = new Map<number, number>();
  for (const [id, types] of block.sampleTypes) {
    const column = types.findIndex(({ type, unit }) => type === wanted.type && unit === wanted.unit);
    if (column !== -1) columns.set(id, column);
  }
  return columns;
}

/** Decides for each label set of a series, once, whether it is selected and which group it belongs to. */
class LabelSets {
  /** Labels inside profiles decide: what is selected may be a part of a window. */
  readonly partial: boolean;
  readonly seriesPart: Labels;
  readonly #groups = new Map<number, Labels | null>();

  constructor(
    readonly block: BlockReader,
    readonly series: Series,
    readonly open: readonly Matcher[],
    readonly by: readonly string[],
  ) {
    const own = by.flatMap((name) => {
      const value = labelOf(series.labels, name);
      return value === undefined ? [] : [[name, value] as const];
    });
    this.seriesPart = Object.fromEntries(own);
    this.partial = open.length > 0 || own.length < by.length;
  }

  /** The values of the labels grouped by; null where the matchers exclude the label set. */
  groupOf(labelSet: number): Labels | null {
    let group = this.#groups.get(labelSet);
    if (group === undefined) {
      group = this.decide(this.block.labelSets.get(labelSet) ?? {});
      this.#groups.set(labelSet, group);
    }
    return group;
  }

  /** The same for labels that no label set of the block has. */
  decide(labels: Labels): Labels | null {
    if (!this.open.every((matcher) => matcher.matches(labelOf(labels, matcher.name) ?? ''))) return null;
    return Object.fromEntries(
      this.by.map((name) => [name, labelOf(this.series.labels, name) ?? labelOf(labels, name) ?? '']),
    );
  }
}
