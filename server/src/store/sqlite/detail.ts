import { isSpanLabel } from '@perf/profile';
import { matchSeries } from '../../selector.js';
import type { Detail, Range, Selection } from '../store.js';
import type { BlockReader } from './block-reader.js';
import { finestMs } from './cover.js';
import { instanceLabels } from './fleet.js';

/** Whether a selection matches or groups by labels that tell the series of a fleet apart. */
export function namesInstances(selection: Selection): boolean {
  return names(selection, (name) => instanceLabels.has(name));
}

/** Whether it does so by labels of single requests: these are in the windows alone. */
export function namesRequests(selection: Selection): boolean {
  return names(selection, isSpanLabel);
}

function names({ matchers, by }: Selection, is: (name: string) => boolean): boolean {
  return matchers.some(({ name }) => is(name)) || by.some(is);
}

/** Collects from the blocks of a selection how finely they tell time apart. */
export class DetailBuilder {
  #resolutionMs = 0;
  readonly #untold = new JoinedRanges();
  readonly #apart: boolean;
  readonly #requests: boolean;

  constructor(readonly selection: Selection) {
    this.#apart = namesInstances(selection);
    this.#requests = namesRequests(selection);
  }

  /** Blocks in order of time. Counts for what a block has series of that match. */
  add(block: BlockReader): void {
    const part = block.part(this.selection);
    if (block.resolutionMs === 0 || part.fromMs >= part.untilMs) return;
    for (const { series } of block.fleets) {
      if (!series.some(({ labels }) => matchSeries(this.selection.matchers, labels) !== false)) continue;
      if (this.#requests) this.#untold.add(part);
      else {
        const finest = finestMs(block.resolutionMs, !this.#apart || series.length === 1);
        this.#resolutionMs = Math.max(this.#resolutionMs, finest);
      }
    }
  }

  build(): Detail {
    return { resolutionMs: this.#resolutionMs, untold: this.#untold.ranges };
  }
}

/** Ranges in order of time; those that follow each other are one. */
export class JoinedRanges {
  readonly ranges: { fromMs: number; untilMs: number }[] = [];

  add({ fromMs, untilMs }: Range): void {
    const last = this.ranges.at(-1);
    if (last !== undefined && last.untilMs >= fromMs) last.untilMs = untilMs;
    else this.ranges.push({ fromMs, untilMs });
  }
}
