import type { Labels } from '../labels.js';

/** The labels of this thread, found by every copy of this package that is loaded in it. */
const HERE = Symbol.for('perf.labels');
const thread = globalThis as { [HERE]?: Pick<Labels, 'withLabels'> };

/** Makes these the thread's labels; returns how to take that back. */
export function publishLabels(labels: Labels): () => void {
  thread[HERE] = labels;
  return () => {
    if (thread[HERE] === labels) delete thread[HERE];
  };
}

/**
 * Labels the CPU samples of `work`, and of all it starts: what it awaits, its timers and callbacks. Labels given inside
 * of labels are added to them; of equal names the inner one counts. What `work` returns or throws passes through.
 * Where no agent runs, `work` runs all the same.
 *
 * Example: `await withLabels({ tenant: 'acme' }, () => render(page))`.
 */
export function withLabels<Result>(
  labels: Readonly<Record<string, string | number | boolean | undefined>>,
  work: () => Result,
): Result {
  const here = thread[HERE];
  return here === undefined ? work() : here.withLabels(labels, work);
}
