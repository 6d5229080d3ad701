import type { Step } from '@perf/profile/transforms/steps.js';
import { copyText } from '../copy.js';
import type { Doing, Subject } from '../frame-actions.js';
import { visit } from '../history.js';
import { withStep } from '../steps.js';
import type { FunctionKey } from '../url.js';

interface TreeState {
  readonly steps: readonly Step[];
  readonly focus: string;
}

/** What frames and rows do on a page whose URL has this state. */
export function doingOn(
  state: TreeState,
  go: (change: Partial<TreeState>) => void,
  page: { choose?: ((fn: FunctionKey) => void) | undefined; hrefOf?: ((fn: FunctionKey) => string) | undefined } = {},
): Doing {
  const { choose, hrefOf } = page;
  return {
    zoom: (focus) => go({ focus }),
    take: (step, subject) =>
      go({ steps: withStep(state.steps, step), focus: keepsFocus(step, subject) ? state.focus : '' }),
    choose,
    copy: (text) => void copyText(text),
    open: hrefOf && ((fn) => visit(hrefOf(fn))),
  };
}

/** Other steps change path ids, and a frame above the zoom may take it along. */
function keepsFocus({ kind }: Step, { id, isAbove }: Subject): boolean {
  return (kind === 'focus' || kind === 'ignore') && id !== '' && !isAbove;
}
