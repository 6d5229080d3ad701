import type { Norm } from '@perf/profile/api.js';

const NORMS: readonly (readonly [Norm, string, string])[] = [
  ['share', 'Share', 'As a share of each side’s total'],
  ['perRequest', 'Per request', 'Divided by the requests served on each side'],
  ['perSecond', 'Per second', 'Divided by the seconds that were profiled'],
  ['perInstance', 'Per instance', 'Divided by the number of instances'],
  ['absolute', 'Absolute', 'As measured'],
];

interface NormPickerProps {
  readonly norm: Norm;
  /** Both sides counted requests. */
  readonly requests: boolean;
  /** Those that make sense; all unless told. */
  readonly norms?: readonly Norm[];
  readonly onChange: (norm: Norm) => void;
}

export function NormPicker({ norm, requests, norms, onChange }: NormPickerProps) {
  return (
    <fieldset class="segmented" aria-label="Values are">
      {NORMS.filter(([value]) => norms?.includes(value) ?? true).map(([value, text, title]) => {
        const disabled = value === 'perRequest' && !requests;
        return (
          <button
            key={value}
            type="button"
            aria-pressed={norm === value}
            disabled={disabled}
            title={disabled ? 'Needs both sides to have counted requests' : title}
            onClick={() => onChange(value)}
          >
            {text}
          </button>
        );
      })}
    </fieldset>
  );
}
