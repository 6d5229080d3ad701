import type { ShareChange } from '@perf/profile/api.js';
import { changedText } from '@perf/profile/verdict/words.js';
import { changeRoute } from '../background.js';
import { isolated } from '../names.js';
import type { Span } from '../time.js';
import { printRoute } from '../url.js';
import { Name } from './name.js';
import { leftOf } from './time-canvas.js';

interface ChangeMarkersProps {
  readonly changes: readonly ShareChange[];
  readonly span: Span;
}

/** Changes without a deploy at the moment they began, laid over a plot, below the names of versions. */
export function ChangeMarkers({ changes, span }: ChangeMarkersProps) {
  return (
    <>
      {changes
        .filter(({ range }) => range.fromMs >= span.fromMs && range.fromMs <= span.untilMs)
        .map((change) => (
          <a
            key={change.id}
            class="deploy-marker change-marker"
            style={{ left: leftOf(change.range.fromMs, span) }}
            href={printRoute(changeRoute(change))}
            title={`${isolated(change.function.name)} changed without a deploy: ${changedText(change)}`}
          >
            <Name text={change.function.name} />
          </a>
        ))}
    </>
  );
}
