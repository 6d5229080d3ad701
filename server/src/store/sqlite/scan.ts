import { isSpanLabel, type Labels, type SampleType } from '@perf/profile';
import { labelOf, type Matcher, matchSeries } from '../../selector.js';
import type { Selection } from '../store.js';
import type { BlockReader, Series } from './block-reader.js';
import { decodeHead, type SectionHead } from './codec.js';
import type { WindowEvidence } from './groups.js';

/** Samples of one profile that a selection covers, all of one label set. */
export interface Hit {
  readonly series: Series;
  readonly section: SectionHead;
  /** The column of the wanted sample type. */
  readonly column: number;
  /** The profile's vectors; null where only totals were asked for. */
  readonly data: Uint8Array | null;
  /** The values of the labels grouped by. */
  readonly group: Labels;
  readonly window: WindowEvidence;
}

/** Everything in a block that a selection covers, series by series in order of time. */
export function* scan(block: BlockReader, selection: Selection, type: SampleType, withData: boolean): Generator<Hit> {
  const wanted = { data: withData, spans: namesSpans(selection) };
  for (const series of block.series) {
    const open = matchSeries(selection.matchers, series.labels);
    if (open === false) continue;
    const labelSets = new LabelSets(block, series, open, selection.by);
    const columns = columnsOf(block, type);
    const instance = series.labels.instance ?? '';
    for (const row of block.profiles(series.id, selection, wanted)) {
      const [windowId, typesId, fromMs, untilMs, midMs, requests, head, data, spanLabels] = row;
      const column = columns.get(typesId);
      if (column === undefined) continue;
      const window = {
        window: `${block.day}/${windowId}`,
        instance,
        midMs,
        seconds: (untilMs - fromMs) / 1000,
        requests: labelSets.partial ? null : requests,
      };
      const spans = spanLabels === null ? null : (JSON.parse(spanLabels) as [string, string][][]);
      for (const section of decodeHead(head, block.sampleTypes.get(typesId)?.length ?? 0)) {
        const group =
          spans === null
            ? labelSets.groupOf(section.labelSet)
            : labelSets.decide(Object.fromEntries(spans[section.labelSet] ?? []));
        if (group !== null) yield { series, section, column, data, group, window };
      }
    }
  }
}

/** Whether the answer depends on labels that are kept apart. */
function namesSpans({ matchers, by }: Selection): boolean {
  return matchers.some(({ name }) => isSpanLabel(name)) || by.some(isSpanLabel);
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
  readonly #groups = new Map<number, Labels | null>();

  constructor(
    readonly block: BlockReader,
    readonly series: Series,
    readonly open: readonly Matcher[],
    readonly by: readonly string[],
  ) {
    this.partial = open.length > 0 || by.some((name) => labelOf(series.labels, name) === undefined);
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
