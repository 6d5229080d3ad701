import type { ChangesReport, Leak, LeaksReport, ShareChange } from '../api.js';
import { formatSeconds, formatValue } from '../units.js';
import { changedText } from '../verdict/words.js';
import { place, times, utc } from './evidence.js';
import { left, right, section, table } from './table.js';
import { code } from './text.js';

const MOST_ROWS = 10;

interface BackgroundOptions {
  /** Whether each row says of which service it is. */
  readonly ofMany?: boolean;
}

/** What was found in services without a deploy; nothing where nothing was. */
export function backgroundBlocks(
  { leaks }: Pick<LeaksReport, 'leaks'>,
  { changes }: Pick<ChangesReport, 'changes'>,
  { ofMany = false }: BackgroundOptions = {},
): string[] {
  const service = ofMany ? [left('Service')] : [];
  const serviceOf = (one: Leak | ShareChange) => (ofMany ? [code(one.service)] : []);
  const amount = (value: number) => formatValue(value, 'bytes');
  const rowOf = (leak: Leak) => [
    ...serviceOf(leak),
    leak.endedMs !== null ? 'Ended' : leak.verdict === 'leak' ? 'Leak' : 'Growing',
    amount(leak.bytesPerHour.value),
    `${amount(leak.bytesPerHour.low)} to ${amount(leak.bytesPerHour.high)}`,
    leak.msToLimit === null || leak.endedMs !== null ? '' : formatSeconds(leak.msToLimit.value / 1000),
    `${leak.foundIn} of ${leak.testedIn}`,
    code(leak.function.name),
    place({ ...leak.function, line: leak.line }),
    `${utc(leak.sinceMs)} UTC`,
  ];
  const headings = [right('An hour'), right('95 % interval'), right('Heap full in'), right('Instances')];
  const changed = (change: ShareChange) => [
    ...serviceOf(change),
    code(change.function.name),
    place(change.function),
    changedText(change),
    times(change.range.fromMs, change.range.untilMs),
    change.version === null ? 'no deploy' : code(change.version),
  ];
  return [
    section(
      'Leaks',
      table(
        [...service, left('Found'), ...headings, left('Allocated by'), left('Where'), left('Since')],
        leaks.slice(0, MOST_ROWS).map(rowOf),
      ),
    ),
    section(
      'Changes',
      table(
        [...service, left('Function'), left('Where'), left('Own share'), left('Between'), left('With')],
        changes.slice(0, MOST_ROWS).map(changed),
      ),
    ),
  ];
}
