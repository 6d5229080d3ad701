import type { Answer } from '../use-api.js';

interface Asked {
  /** In the plural: `leaks`. */
  readonly what: string;
  readonly answer: Answer<unknown>;
}

/** Names what was not answered, and why, with a way on: where nothing is known, nothing found would be a promise. */
export function NotAnswered({ asked }: { readonly asked: readonly Asked[] }) {
  const open = asked.filter(({ answer }) => answer.data === null);
  const failed = open.filter(({ answer }) => answer.problem !== null);
  const awaited = open.filter(({ answer }) => answer.problem === null && answer.slow);
  return (
    <>
      {failed.length > 0 && (
        <p class="hint" role="status">
          {named(failed)} are not known: {failed[0]?.answer.problem?.detail}{' '}
          <button type="button" onClick={() => each(failed, 'retry')}>
            Try again
          </button>
        </p>
      )}
      {awaited.length > 0 && (
        <p class="hint" role="status">
          {named(awaited)} are not known yet: the server is still working on them.{' '}
          <button type="button" onClick={() => each(awaited, 'cancel')}>
            Stop waiting
          </button>
        </p>
      )}
    </>
  );
}

function each(asked: readonly Asked[], what: 'retry' | 'cancel'): void {
  for (const { answer } of asked) answer[what]();
}

/** `Leaks, changes and budgets` */
function named(asked: readonly Asked[]): string {
  const [last = '', ...before] = asked.map(({ what }) => what).reverse();
  const text = before.length === 0 ? last : `${before.reverse().join(', ')} and ${last}`;
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
