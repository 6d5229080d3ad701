import type { Deploy } from '@perf/profile/api.js';
import { isolated } from '../names.js';
import { formatTime, type Span } from '../time.js';
import { Name } from './name.js';
import { leftOf } from './time-canvas.js';

interface DeployMarkersProps {
  readonly deploys: readonly Deploy[];
  readonly span: Span;
  readonly nowMs: number;
  /** Where a marker leads; null for the first version, which has nothing to be compared with. */
  readonly href: (deploy: Deploy) => string | null;
}

/** Versions at the moment they were first seen, laid over a plot. */
export function DeployMarkers({ deploys, span, nowMs, href }: DeployMarkersProps) {
  const inside = deploys
    .filter(({ firstMs }) => firstMs >= span.fromMs && firstMs <= span.untilMs)
    .sort((a, b) => a.firstMs - b.firstMs);
  return (
    <>
      {inside.map((deploy, index) => (
        <a
          key={deploy.env + deploy.version}
          class={part(deploy.firstMs, span) > 0.88 ? 'deploy-marker last' : 'deploy-marker'}
          style={{ left: leftOf(deploy.firstMs, span) }}
          href={href(deploy) ?? undefined}
          title={`${isolated(deploy.version)} first seen ${formatTime(deploy.firstMs, nowMs)}${deploy.previous === null ? '' : `: compare with ${isolated(deploy.previous)}`}`}
        >
          <span class={isCrowded(deploy, inside[index + 1], span) ? 'crowded' : ''}>
            <Name text={deploy.version} />
          </span>
        </a>
      ))}
    </>
  );
}

function part(ms: number, { fromMs, untilMs }: Span): number {
  return (ms - fromMs) / (untilMs - fromMs);
}

/** The next deploy is so near that both names would overlap: the later one is shown. */
function isCrowded(deploy: Deploy, next: Deploy | undefined, span: Span): boolean {
  return next !== undefined && part(next.firstMs, span) - part(deploy.firstMs, span) < 0.07;
}
