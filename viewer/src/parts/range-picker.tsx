import { useState } from 'preact/hooks';
import { formatTime, PRESETS, type Span } from '../time.js';
import type { Range } from '../url.js';
import { usePopover } from './use-popover.js';

interface RangePickerProps {
  readonly range: Range;
  readonly span: Span;
  readonly nowMs: number;
  readonly onChange: (range: Range) => void;
  /** Told apart by readers and tests where a page has two. */
  readonly label: string;
}

/** Presets, and a form for any range in local time. */
export function RangePicker({ range, span, nowMs, onChange, label }: RangePickerProps) {
  const { open, toggle, close, around } = usePopover();
  const isPreset = PRESETS.some((preset) => preset.range.from === range.from && range.until === 'now');
  return (
    <div class="range-picker" ref={around}>
      <fieldset class="segmented" aria-label={label}>
        {PRESETS.map((preset) => (
          <button
            key={preset.label}
            type="button"
            aria-pressed={isPreset && preset.range.from === range.from}
            onClick={() => onChange(preset.range)}
          >
            {preset.label}
          </button>
        ))}
        <button type="button" aria-pressed={!isPreset} aria-expanded={open} onClick={toggle}>
          {isPreset ? 'Custom' : `${formatTime(span.fromMs, nowMs)} – ${formatTime(span.untilMs, nowMs)}`}
        </button>
      </fieldset>
      {open && (
        <CustomRange
          span={span}
          onChange={(custom) => {
            close();
            onChange(custom);
          }}
        />
      )}
    </div>
  );
}

function CustomRange({ span, onChange }: { readonly span: Span; readonly onChange: (range: Range) => void }) {
  const [from, setFrom] = useState(localText(span.fromMs));
  const [until, setUntil] = useState(localText(span.untilMs));
  const fromMs = new Date(from).getTime();
  const untilMs = new Date(until).getTime();
  const valid = fromMs < untilMs;
  return (
    <form
      class="popover"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) onChange({ from: String(fromMs), until: String(untilMs) });
      }}
    >
      <label>
        From
        <input type="datetime-local" step="1" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
      </label>
      <label>
        Until
        <input type="datetime-local" step="1" value={until} onInput={(event) => setUntil(event.currentTarget.value)} />
      </label>
      {!valid && <p class="hint">From has to be before until.</p>}
      <button type="submit" disabled={!valid}>
        Apply
      </button>
    </form>
  );
}

/** `2026-11-23T14:03:10`, the form that datetime-local inputs want. */
function localText(ms: number): string {
  if (Number.isNaN(ms)) return '';
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60e3).toISOString().slice(0, 19);
}
