/** Which two versions a comparison of selectors is of. Pure. */

/** What verdicts are made of. */
export const VERDICT_TYPE = 'cpu';

/** Two versions of a service and env. */
export interface VerdictQuestion {
  readonly service: string;
  readonly env: string;
  readonly base: string;
  readonly version: string;
}

/** A selector, however it was parsed. */
export interface Selected {
  readonly type: string;
  readonly matchers: readonly { readonly name: string; readonly op: string; readonly value: string }[];
}

const OF_A_VERSION = ['service', 'env', 'version'];

/**
 * What a comparison of two whole versions may be asked: null where it is of something else, or of a part of them. `envs` are
 * those of the service: of one that has no other, a selector need not say it.
 */
export function verdictQuestion(base: Selected, comparison: Selected, envs: readonly string[]): VerdictQuestion | null {
  const sides = [base, comparison];
  const isWhole = ({ type, matchers }: Selected) =>
    type === VERDICT_TYPE && matchers.every(({ name, op }) => op === '=' && OF_A_VERSION.includes(name));
  if (!sides.every(isWhole)) return null;
  const only = envs.length === 1 ? (envs[0] ?? '') : '';
  const [before, after] = sides.map(({ matchers }) => {
    const labelOf = (label: string) => matchers.find(({ name }) => name === label)?.value ?? '';
    return { service: labelOf('service'), env: labelOf('env') || only, version: labelOf('version') };
  });
  if (!before?.version || !after?.version || before.version === after.version) return null;
  if (before.service !== after.service || before.env !== after.env) return null;
  return { service: after.service, env: after.env, base: before.version, version: after.version };
}
