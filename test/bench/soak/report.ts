import { printTable } from '../figures.js';
import { changes, type Figure, grown, type Reading, within } from './figures.js';
import type { Answered } from './load.js';
import type { Holdings } from './watch.js';

export interface Soaked {
  readonly holdings: Holdings;
  readonly answered: Answered;
}

/** What a server holds does not grow with the days that came and went; latencies vary with what else a machine does. */
const HOLDINGS_GROW = 1.25;
const MEDIANS_GROW = 1.5;
const TAILS_GROW = 2;

function figuresOf({ holdings, answered }: Soaked): Figure[] {
  const held = (name: string, readings: readonly Reading[], share = 0.5): Figure => {
    return { name, readings, share, digits: 0, mostRatio: HOLDINGS_GROW };
  };
  const latency = (name: string, readings: readonly Reading[]): Figure[] => [
    { name: `${name}, p50`, readings, share: 0.5, digits: 1, mostRatio: MEDIANS_GROW },
    { name: `${name}, p99`, readings, share: 0.99, digits: 1, mostRatio: TAILS_GROW },
  ];
  return [
    held('memory (RSS), MiB, median', holdings.rssMiB),
    held('memory (RSS), MiB, most', holdings.rssMiB, 1),
    held('open files and sockets, most', holdings.handles, 1),
    held('disk, MiB, median', holdings.diskMiB),
    held('of it the catalog, KiB, median', holdings.catalogKiB),
    ...latency('storing a window, ms', answered.ingestMs),
    ...latency('flame graph of the last day, ms', answered.queryMs),
  ];
}

/** A day's figures in one line. */
export function dayLine(day: number, soaked: Soaked, fromMs: number, untilMs: number): string {
  const cells = figuresOf(soaked).map(
    (figure) => `${figure.name} ${within(figure, fromMs, untilMs).toFixed(figure.digits)}`,
  );
  return `day ${day}: ${cells.join('; ')}`;
}

/** The first third of a time beside its last. Ends with 1 where something grew, or was not answered. */
export function printChanges(soaked: Soaked, fromMs: number, untilMs: number): void {
  const found = changes(figuresOf(soaked), fromMs, untilMs);
  printTable(
    ['', 'first third', 'last third', 'ratio', 'at most'],
    found.map(({ figure, first, last, ratio }) => {
      const [before, after] = [first.toFixed(figure.digits), last.toFixed(figure.digits)];
      return [figure.name, before, after, ratio.toFixed(2), String(figure.mostRatio)];
    }),
  );
  const { failed, ingestMs, queryMs } = soaked.answered;
  console.log(`\n${ingestMs.length} windows, ${queryMs.length} flame graphs; ${failed.length} answers other than 200.`);
  const wrong = [...grown(found), ...failed.slice(0, 5)];
  for (const each of wrong) console.log(each);
  console.log(wrong.length === 0 ? 'Flat.' : 'Not flat.');
  if (wrong.length > 0) process.exitCode = 1;
}
