import type { Side } from '@perf/profile/api.js';
import { basis, hiddenText } from '@perf/profile/markdown/evidence.js';
import { formatValue } from '@perf/profile/units.js';
import { isolated } from '../names.js';
import { labelOf, type Selector, withValue } from '../selector.js';
import { rangeOf, type Span } from '../time.js';
import type { Range } from '../url.js';
import { AgeNote } from './age-note.js';
import { MatcherText } from './filters.js';
import { RangePicker } from './range-picker.js';

interface SidePickerProps {
  readonly title: 'Before' | 'After';
  readonly selector: Selector;
  readonly range: Range;
  readonly span: Span;
  readonly nowMs: number;
  readonly versions: readonly string[];
  /** Null until the answer is there. */
  readonly side: Side | null;
  readonly unit: string;
  readonly onSelector: (selector: Selector) => void;
  readonly onRange: (range: Range) => void;
  /** Ranges that are one click away. */
  readonly picks?: readonly { readonly text: string; readonly span: Span }[];
}

/** One side of a comparison: its version, its range, and what it rests on. */
export function SidePicker(props: SidePickerProps) {
  const { title, selector, versions, side } = props;
  const version = labelOf(selector, 'version');
  const unlisted = version !== '' && !versions.includes(version);
  const others = selector.matchers.filter(({ name, op }) => op !== '=' || (name !== 'service' && name !== 'version'));
  return (
    <section class="panel side" aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
        <select
          aria-label={`Version ${title.toLowerCase()}`}
          value={version}
          onChange={(event) => props.onSelector(withValue(selector, 'version', event.currentTarget.value))}
        >
          <option value="">all versions</option>
          {unlisted && <option value={version}>{isolated(version)}</option>}
          {versions.map((one) => (
            <option key={one} value={one}>
              {isolated(one)}
            </option>
          ))}
        </select>
        {others.map((matcher) => (
          <span class="chip" key={matcher.name + matcher.op + matcher.value}>
            <MatcherText matcher={matcher} />
          </span>
        ))}
      </div>
      <div class="side-picks">
        <RangePicker
          label={`Time range ${title.toLowerCase()}`}
          range={props.range}
          span={props.span}
          nowMs={props.nowMs}
          onChange={props.onRange}
        />
        {props.picks?.map(({ text, span: picked }) => (
          <button key={text} type="button" class="quiet" onClick={() => props.onRange(rangeOf(picked))}>
            {text}
          </button>
        ))}
      </div>
      <p class="evidence">
        {side ? (
          <>
            <strong>{formatValue(side.total, props.unit)}</strong> · {basis(side)}
            {hiddenText(side, props.unit)}
          </>
        ) : (
          '…'
        )}
      </p>
      {side && <AgeNote resolutionMs={0} untold={side.untold} nowMs={props.nowMs} />}
    </section>
  );
}
