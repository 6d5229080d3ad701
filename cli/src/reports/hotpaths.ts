import type { HotPath } from '@perf/profile/api.js';
import { formatShare, formatValue } from '@perf/profile/units.js';
import { placeText } from '../evidence.js';
import { left, right, table } from '../table.js';
import type { Paint } from '../terminal/paint.js';

/** Callers that are shown: those next to the function. */
const MOST_CALLERS = 4;

type Path = Omit<HotPath, 'trend'>;

/** The functions that take the most, each with the callers it is reached by most. */
export function hotPathsText(paths: readonly Path[], unit: string, paint: Paint): string {
  return table(
    [
      right('self', () => 'strong'),
      right(''),
      left('function', () => 'strong'),
      left('file'),
      left('called by', () => 'quiet'),
    ],
    paths.map((path) => {
      const { name = '', ...at } = path.frames.at(-1) ?? { file: '', package: '' };
      return [formatValue(path.self, unit), formatShare(path.share), name, placeText(at), callers(path)];
    }),
    paint,
  );
}

/** The nearest first, recursion once: `render ‹ serve ‹ main`. */
function callers({ frames }: Path): string {
  const above = frames.map(({ name }) => name).filter((name, at, all) => name !== all[at + 1] && at < all.length - 1);
  const near = above.slice(-MOST_CALLERS).reverse();
  return [...near, ...(above.length > near.length ? ['…'] : [])].join(' ‹ ');
}
