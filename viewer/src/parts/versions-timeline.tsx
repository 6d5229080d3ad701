import type { Deploy, DeployVerdict } from '@perf/profile/api.js';
import { OUTCOME_WORDS } from '@perf/profile/verdict/words.js';
import { useRef, useState } from 'preact/hooks';
import { isolated } from '../names.js';
import { axisTime, formatTime } from '../time.js';
import { verdictSaid } from '../verdicts.js';
import { timeTicks, type VersionBar, versionLanes, versionsSpan } from '../version-lanes.js';
import { Name } from './name.js';
import { useWidth } from './use-width.js';

interface VersionsTimelineProps {
  /** The newest first. */
  readonly deploys: readonly Deploy[];
  readonly nowMs: number;
  /** What a version changed, or for a first one what it did. */
  readonly hrefOf: (deploy: Deploy) => string;
}

const MOST_VERSIONS = 40;
const NAME_PIXELS = 120;
const TICK_PIXELS = 90;

type Look = DeployVerdict['result']['outcome'] | 'none';

const LOOKS: readonly (readonly [look: Look, sign: string, words: string])[] = [
  ['regressed', '▲', OUTCOME_WORDS.regressed],
  ['improved', '▼', OUTCOME_WORDS.improved],
  ['unchanged', '=', OUTCOME_WORDS.unchanged],
  ['undecided', '?', OUTCOME_WORDS.undecided],
  ['none', '·', 'Not compared'],
];

/** When each version ran, and what comparing it has found. One tab stop, arrows within; what it says is in the list below as well. */
export function VersionsTimeline({ deploys, nowMs, hrefOf }: VersionsTimelineProps) {
  const [at, setAt] = useState<Deploy | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const shown = deploys.slice(0, MOST_VERSIONS);
  const span = versionsSpan(shown);
  const groups = versionLanes(shown, span, width > 0 ? NAME_PIXELS / width : 1);
  const bars = groups.flatMap((group) => group.bars);
  const current = bars.some(({ deploy }) => deploy === at) ? at : (bars.at(-1)?.deploy ?? null);
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: bars.length - 1 }[event.key];
    if (to === undefined) return;
    const links = frame.current?.querySelectorAll<HTMLElement>('a');
    links?.[Math.max(0, Math.min(bars.length - 1, to))]?.focus();
    event.preventDefault();
  };
  return (
    <section class="panel versions-timeline" aria-label="Versions over time">
      <div class="panel-head">
        <h2>Versions over time</h2>
        {shown.length < deploys.length && (
          <span class="place">
            the newest {shown.length} of {deploys.length}
          </span>
        )}
        <span class="spring" />
        <ul class="legend" aria-label="What the signs and colours mean">
          {LOOKS.filter(([look]) => bars.some(({ deploy }) => lookOf(deploy) === look)).map(([look, sign, words]) => (
            <li key={look} class={`version-key ${look}`}>
              <span class="version-sign" aria-hidden="true">
                {sign}
              </span>
              {words}
            </li>
          ))}
        </ul>
      </div>
      <div class="version-lanes" ref={frame}>
        {groups.map(({ env, lanes, bars: own }) => (
          <div key={env} class="version-env">
            {groups.length > 1 && (
              <h3 class="place">
                <Name text={env === '' ? 'no environment' : env} />
              </h3>
            )}
            <ul style={{ height: `calc(${lanes} * var(--lane))` }}>
              {own.map((bar) => (
                <Version
                  key={bar.deploy.version}
                  bar={bar}
                  nowMs={nowMs}
                  href={hrefOf(bar.deploy)}
                  isStop={bar.deploy === current}
                  onFocus={() => setAt(bar.deploy)}
                  onKeyDown={(event) => onKeyDown(event, bars.indexOf(bar))}
                />
              ))}
            </ul>
          </div>
        ))}
        <div class="version-axis" aria-hidden="true">
          {timeTicks(span, Math.max(1, Math.floor(width / TICK_PIXELS))).map((ms) => (
            <span key={ms} style={{ left: percent((ms - span.fromMs) / (span.untilMs - span.fromMs)) }}>
              {axisTime(ms)}
            </span>
          ))}
        </div>
      </div>
    </section>
  );
}

interface VersionProps {
  readonly bar: VersionBar;
  readonly nowMs: number;
  readonly href: string;
  readonly isStop: boolean;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function Version({ bar, nowMs, href, isStop, onFocus, onKeyDown }: VersionProps) {
  const { deploy, lane, left, width, barLeft, barWidth } = bar;
  const look = lookOf(deploy);
  const [, sign = '', words = ''] = LOOKS.find(([one]) => one === look) ?? [];
  const text = textOf(deploy, nowMs);
  return (
    <li style={{ left: percent(left), width: percent(width), top: `calc(${lane} * var(--lane))` }}>
      <a
        class={`version ${look}`}
        href={href}
        title={text}
        tabIndex={isStop ? 0 : -1}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
      >
        <span class="version-name">
          <span class="version-sign" aria-hidden="true">
            {sign}
          </span>{' '}
          <Name text={deploy.version} /> <span class="version-word">{deploy.previous === null ? 'first' : words}</span>
        </span>
        <span class="visually-hidden">{text}</span>
        <span class="version-bar" style={{ left: percent(barLeft), width: percent(barWidth) }} />
      </a>
    </li>
  );
}

function lookOf({ verdict }: Deploy): Look {
  return verdict?.result.outcome ?? 'none';
}

/** `1.1.0 in demo, 14:00:00 – 15:00:00. Regressed: price +11 % of CPU, 8 to 14 %. Compare with 1.0.0`: the tooltip, and for screen readers. */
function textOf({ version, env, firstMs, lastMs, previous, verdict }: Deploy, nowMs: number): string {
  const where = env === '' ? '' : ` in ${isolated(env)}`;
  const when = `${formatTime(firstMs, nowMs)} – ${formatTime(lastMs, nowMs)}`;
  const found = verdict ? verdictSaid(verdict.result) : previous === null ? 'The first version' : 'Not compared';
  const way = previous === null ? '' : ` Compare with ${isolated(previous)}`;
  return `${isolated(version)}${where}, ${when}. ${found}.${way}`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(3)}%`;
}
