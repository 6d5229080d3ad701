import type { Step } from '@perf/profile/transforms/steps.js';
import { stepText } from '../steps.js';
import { Empty } from './states.js';

interface NothingLeftProps {
  readonly steps: readonly Step[];
  readonly onSteps: (steps: readonly Step[]) => void;
}

/** There are samples, and no step left any of them. */
export function NothingLeft({ steps, onSteps }: NothingLeftProps) {
  return (
    <Empty title="This view leaves nothing">
      <p>Everything that was selected is hidden by its steps: {steps.map(stepText).join(', ')}.</p>
      <button type="button" onClick={() => onSteps([])}>
        Show everything
      </button>
    </Empty>
  );
}
