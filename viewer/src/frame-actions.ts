/** What can be done with a frame or a function, wherever it is shown. Pure. */
import { isBoundary } from '@perf/profile/transforms/boundary.js';
import { functionName } from '@perf/profile/transforms/function-name.js';
import type { Step } from '@perf/profile/transforms/steps.js';
import type { FunctionKey } from './url.js';

/** What a menu is about. */
export interface Subject {
  /** null for the root, and for what stands for folded frames. */
  readonly fn: { readonly name: string; readonly file: string; readonly package: string; readonly line: number } | null;
  /** Path id of the frame that a zoom leads to; empty where there is none. */
  readonly id: string;
  /** The frame that is zoomed into, or above it. */
  readonly isAbove: boolean;
}

export interface Doing {
  readonly zoom: (id: string) => void;
  readonly take: (step: Step, subject: Subject) => void;
  /** Callers and callees; absent where the page does not show them. */
  readonly choose?: ((fn: FunctionKey) => void) | undefined;
  readonly copy: (text: string) => void;
  /** A function's own page, where it has one. */
  readonly open?: ((fn: FunctionKey) => void) | undefined;
}

export interface Action {
  readonly text: string;
  /** As KeyboardEvent has it. */
  readonly key: string;
  readonly run: () => void;
}

/** Only what makes sense for the subject. */
export function actionsFor(subject: Subject, doing: Doing): Action[] {
  const { fn, id } = subject;
  const actions: Action[] = [];
  const add = (key: string, text: string, run: () => void) => actions.push({ key, text, run });
  if (id !== '') add('Enter', 'Zoom into this frame', () => doing.zoom(id));
  if (fn === null) return actions;
  const wanted = functionName(fn);
  const take = (step: Step) => () => doing.take(step, subject);
  add('f', 'Only stacks through it', take({ kind: 'focus', function: wanted }));
  add('i', 'Ignore stacks through it', take({ kind: 'ignore', function: wanted }));
  add('h', 'Hide its frames', take({ kind: 'hide', function: wanted }));
  if (fn.package !== '' && !isBoundary(fn)) {
    add('p', `Show ${fn.package} as one frame`, take({ kind: 'package', package: fn.package }));
  }
  if (doing.choose) add('c', 'Callers and callees', () => doing.choose?.(fn));
  add('y', 'Copy its name', () => doing.copy(fn.name));
  if (doing.open && !isBoundary(fn)) add('o', 'Open its page', () => doing.open?.(fn));
  return actions;
}
