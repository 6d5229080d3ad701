import type { Labels, SampleType } from '@perf/profile';
import { labelOf, type Matcher, matchSeries } from '../../selector.js';
import type { Range, Selection } from '../store.js';
import type { BlockReader, Fleet, Series } from './block-reader.js';
import type { Wanted } from './block-rows.js';
import { decodeHead, type SectionHead } from './codec.js';
import { cover } from './cover.js';
import { namesInstances, namesRequests } from './detail.js';
import { type Folding, foldTimeline } from './fold-timeline.js';
import { type GroupLabels, groupLabels, type WindowEvidence } from './groups.js';
import { levelsMs, middleOf, seriesLevelMs } from './rollup.js';
import { decodeTimeline } from './timeline.js';

/** What a selection covers in a block, of one series or of several of a fleet, in one step. */
export interface Found {
  /** The series, or one of them. */
  readonly series: Series;
  /** A moment in the step. */
  readonly atMs: number;
  /** Of windows that are counted here; null where they were counted with others. */
  readonly evidence: WindowEvidence | null;
  readonly parts: readonly Part[];
  /** The labels grouped by, as far as they are the series'. */
  readonly by: GroupLabels;
  /** The values of the labels grouped by, of samples of a label set; null where they are not selected. */
  groupOf(labelSet: number): GroupLabels | null;
}

/** Samples of the wanted type of one label set. */
export interface Part {
  readonly labelSet: number;
  readonly total: number;
  /** null where only totals were asked for. */
  readonly samples: Samples | null;
}

/** One sample type of one section of a stored vector. */
export interface Samples {
  readonly data: Uint8Array;
  readonly section: SectionHead;
  readonly column: number;
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
  /** Totals of single windows are in the timelines of their hours. */
  readonly #usesTimelines: boolean;

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
    this.#usesTimelines = !wanted.data && !wanted.spans && block.resolutionMs === 0;
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
    // Where steps end in the middle of ten minutes, the timeline of the hour is read anyway.
    const shortestMs = this.#usesTimelines && !isCutAt(selection, levelsMs[0] as number) ? seriesLevelMs : 0;
    const ids = series.map(({ id }) => id);
    const { resolutionMs } = block;
    const asked = { range, fleet: fleet.id, series: ids, whole, belowMs, shortestMs, resolutionMs, stepOf };
    const { rollups, raw } = cover(asked, (key) => block.rows.rollup(key));
    const byId = new Map(fleet.series.map((one) => [one.id, one]));
    for (const { id, key } of rollups) yield* this.#rollup(id, middleOf(key), any, byId, labelSets);
    for (const part of raw) {
      const one = byId.get(part.series) as Series;
      if (this.#usesTimelines) yield* this.#windows(fleet.id, one, part, labelSets);
      else yield* this.#profiles(one, part, labelSets);
    }
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
    const groupOf = (labelSet: number) => labelSets.groupOf(labelSet);
    for (const [typesId, head, data] of block.rows.vectors(id, wanted)) {
      const column = this.#columns.get(typesId);
      if (column === undefined) continue;
      yield {
        series,
        atMs,
        evidence,
        parts: this.#parts(typesId, head, data, column),
        by: labelSets.seriesPart,
        groupOf,
      };
      evidence = null;
    }
  }

  /** Windows of a series without their samples: by timelines, and where an hour has none by the heads of profiles. */
  *#windows(fleet: number, series: Series, range: Range, labelSets: LabelSets): Generator<Found> {
    const { block, stepOf } = this;
    const groupOf = (labelSet: number) => labelSets.groupOf(labelSet);
    const instances = [series.labels.instance ?? ''];
    const asked: Folding = {
      range,
      stepOf,
      columnOf: (typesId) => this.#columns.get(typesId),
      sampleTypesIn: (typesId) => block.sampleTypes.get(typesId)?.length ?? 0,
      apart: labelSets.partial,
      wants: (labelSet) => labelSets.groupOf(labelSet) !== null,
    };
    let fromMs = range.fromMs;
    for (const [startMs, data] of block.rows.timelines(fleet, series.id, range)) {
      if (startMs > fromMs) yield* this.#profiles(series, { fromMs, untilMs: startMs }, labelSets);
      fromMs = startMs + seriesLevelMs;
      for (const { atMs, evidence, totals } of foldTimeline(decodeTimeline(data, startMs), asked)) {
        const requests = labelSets.partial ? null : (evidence?.requests ?? null);
        yield {
          series,
          atMs,
          evidence: evidence === null ? null : { ...evidence, requests, instances },
          parts: totals.map((one) => ({ ...one, samples: null })),
          by: labelSets.seriesPart,
          groupOf,
        };
      }
    }
    if (fromMs < range.untilMs) yield* this.#profiles(series, { fromMs, untilMs: range.untilMs }, labelSets);
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
        parts: this.#parts(typesId, head, data, column),
        by: labelSets.seriesPart,
        groupOf: (labelSet) =>
          spans === null ? labelSets.groupOf(labelSet) : labelSets.decide(Object.fromEntries(spans[labelSet] ?? [])),
      };
    }
  }

  #parts(typesId: number, head: Uint8Array, data: Uint8Array | null, column: number): Part[] {
    return decodeHead(head, this.block.sampleTypes.get(typesId)?.length ?? 0).map((section) => ({
      labelSet: section.labelSet,
      total: section.totals[column] as number,
      samples: data === null ? null : { data, section, column },
    }));
  }
}

/** Whether all steps of a selection end on multiples of a length. */
function isCutAt({ fromMs, stepMs }: Selection, levelMs: number): boolean {
  return stepMs === undefined || (fromMs % levelMs === 0 && stepMs % levelMs === 0);
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
  readonly seriesPart: GroupLabels;
  readonly #groups = new Map<number, GroupLabels | null>();

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
    this.seriesPart = groupLabels(Object.fromEntries(own));
    this.partial = open.length > 0 || own.length < by.length;
  }

  /** The values of the labels grouped by; null where the matchers exclude the label set. */
  groupOf(labelSet: number): GroupLabels | null {
    let group = this.#groups.get(labelSet);
    if (group === undefined) {
      group = this.decide(this.block.labelSets.get(labelSet) ?? {});
      this.#groups.set(labelSet, group);
    }
    return group;
  }

  /** The same for labels that no label set of the block has. */
  decide(labels: Labels): GroupLabels | null {
    if (!this.open.every((matcher) => matcher.matches(labelOf(labels, matcher.name) ?? ''))) return null;
    const values = this.by.map((name) => [name, labelOf(this.series.labels, name) ?? labelOf(labels, name) ?? '']);
    return groupLabels(Object.fromEntries(values));
  }
}
