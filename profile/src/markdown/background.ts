import type { ChangesReport, Leak, LeaksReport, ShareChange } from '../api.js';
import { formatSeconds, formatValue } from '../units.js';
import { changedText } from '../verdict/words.js';
import { place, times, utc } from './evidence.js';
import { left, right, section, table } from './table.js';
import { code } from './text.js';

const MOST_ROWS = 10;

/** What was found in a service without a deploy; nothing where nothing was. */
export function backgroundBlocks({ leaks }: LeaksReport, { changes }: ChangesReport): string[] {
  const amount = (value: number) => formatValue(value, 'bytes');
  const rowOf = (leak: Leak) => [
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
        [left('Found'), ...headings, left('Allocated by'), left('Where'), left('Since')],
        leaks.slice(0, MOST_ROWS).map(rowOf),
      ),
    ),
    section(
      'Changes',
      table(
        [left('Function'), left('Where'), left('Own share'), left('Between'), left('With')],
        changes.slice(0, MOST_ROWS).map(changed),
      ),
    ),
  ];
}
