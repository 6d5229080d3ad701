/**
 * Tests whose work is begun ahead: while one awaits its own, the next few are at it, so that what waits for a page leaves the
 * machine to the others. `work` must share nothing that it changes.
 */
export function ahead<Case, Outcome>(
  cases: readonly Case[],
  work: (one: Case) => Promise<Outcome>,
  atOnce = 3,
): (one: Case) => Promise<Outcome> {
  const begun = new Map<Case, Promise<Outcome>>();
  const begin = (one: Case): Promise<Outcome> => {
    const outcome = begun.get(one) ?? work(one);
    begun.set(one, outcome);
    // A failure is its own test's.
    outcome.catch(() => undefined);
    return outcome;
  };
  return (one) => {
    const at = cases.indexOf(one);
    for (const next of cases.slice(at + 1, at + atOnce)) begin(next);
    return begin(one);
  };
}
