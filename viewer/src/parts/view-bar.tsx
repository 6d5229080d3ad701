import { printSteps, type Step } from '@perf/profile/transforms/steps.js';
import { isFull, isOn, SWITCHES, stepText, switched, withoutStep } from '../steps.js';

interface ViewBarProps {
  readonly steps: readonly Step[];
  /** All, unless told. */
  readonly switches?: typeof SWITCHES;
  readonly onSteps: (steps: readonly Step[]) => void;
}

/** The steps from the whole tree to what is shown: each can be taken back by itself, whatever came after it. */
export function ViewBar({ steps, switches = SWITCHES, onSteps }: ViewBarProps) {
  return (
    <fieldset class="view-bar" aria-label="View">
      <div class="segmented">
        {switches.map(([kind, text, title]) => (
          <button
            key={kind}
            type="button"
            aria-pressed={isOn(steps, kind)}
            disabled={isFull(steps) && !isOn(steps, kind)}
            title={title}
            onClick={() => onSteps(switched(steps, kind))}
          >
            {text}
          </button>
        ))}
      </div>
      {steps.map((step, index) => (
        <span class="chip" key={printSteps([step])}>
          <span class="chip-text" title={stepText(step)}>
            {stepText(step)}
          </span>
          <button
            type="button"
            aria-label={`Take back: ${stepText(step)}`}
            onClick={() => onSteps(withoutStep(steps, index))}
          >
            ×
          </button>
        </span>
      ))}
      {steps.length > 0 ? (
        <>
          <button type="button" class="quiet" onClick={() => onSteps(steps.slice(0, -1))}>
            Undo
          </button>
          <button type="button" class="quiet" onClick={() => onSteps([])}>
            Reset
          </button>
        </>
      ) : (
        <span class="place view-hint">Right-click or long-press a frame or a function for more.</span>
      )}
    </fieldset>
  );
}
