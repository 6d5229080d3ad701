import { median } from '../figures.js';
import type { Answer } from './answers.js';
import { type Calibration, shareOf } from './calibration.js';
import { type Case, sortFindings } from './cases.js';

export const header = [
  'check',
  'pairs',
  'alerts',
  'found at it',
  'at its caller',
  'true, median',
  'said, median',
  'interval holds it',
  'other findings',
  'promised',
  'holds',
];

/** What became of one case. Shares are of the base's CPU; empty where nothing was slower. */
interface Tally {
  readonly pairs: number;
  readonly alerts: number;
  readonly foundAt: { readonly function: number; readonly caller: number };
  readonly truths: readonly number[];
  readonly said: readonly number[];
  /** Intervals of what was found that hold the truth. */
  readonly held: number;
  readonly others: number;
}

/** The table's rows, of the cases that there are answers of, and how many promises do not hold. */
export function rowsOf(cases: readonly Case[], answers: readonly Answer[], calibration: Calibration) {
  const tallied = cases
    .map((one) => ({ one, tally: tallyOf(one, answers, calibration) }))
    .filter(({ tally }) => tally.pairs > 0);
  return {
    rows: tallied.map(({ one, tally }) => rowOf(one, tally)),
    failed: tallied.filter(({ one, tally }) => !holds(one, tally)).length,
  };
}

function tallyOf(one: Case, answers: readonly Answer[], calibration: Calibration): Tally {
  const of = answers.filter((answer) => answer.case === one.name);
  const sorted = of.map((answer) => ({
    ...sortFindings(answer.verdict.result, one.slower?.part ?? null),
    truth: truthOf(answer, one, calibration),
  }));
  const found = sorted.flatMap(({ found: right, truth }) => (right === null ? [] : [{ ...right, truth }]));
  return {
    pairs: of.length,
    alerts: of.filter(({ verdict }) => verdict.result.outcome === 'regressed').length,
    foundAt: {
      function: found.filter(({ at }) => at === 'function').length,
      caller: found.filter(({ at }) => at === 'caller').length,
    },
    truths: one.slower === null ? [] : sorted.map(({ truth }) => truth),
    said: found.map(({ finding }) => finding.delta),
    held: found.filter(({ finding: { low, high }, truth }) => low <= truth && truth <= high).length,
    others: sorted.reduce((sum, { others }) => sum + others.length, 0),
  };
}

function holds({ mostAlerts, leastFound }: Case, { pairs, alerts, said }: Tally): boolean {
  return alerts <= mostAlerts * pairs && said.length >= leastFound * pairs;
}

function rowOf(one: Case, tally: Tally): string[] {
  const { pairs, alerts, foundAt, truths, said, held, others } = tally;
  const { slower, mostAlerts, leastFound } = one;
  const least = leastFound > 0 ? `found >= ${(leastFound * pairs).toFixed(1)}` : '';
  const promises = mostAlerts < 1 ? `alerts <= ${(mostAlerts * pairs).toFixed(1)}` : least;
  const where = slower === null ? ['', ''] : [String(foundAt.function), String(foundAt.caller)];
  return [
    one.name,
    String(pairs),
    String(alerts),
    ...where,
    ...[truths, said].map((shares) => (shares.length === 0 ? '' : percent(median(shares)))),
    said.length === 0 ? '' : `${held} of ${said.length}`,
    String(others),
    promises,
    promises === '' ? '' : holds(one, tally) ? 'yes' : 'NO',
  ];
}

/** What the new version costs more, by what a request took in the base of this pair. */
function truthOf({ rounds, verdict }: Answer, { slower }: Case, calibration: Calibration): number {
  if (slower === null) return 0;
  const secondsPerRequest = verdict.result.service?.base ?? calibration.secondsPerRequest;
  return shareOf(rounds, slower.part, { ...calibration, secondsPerRequest });
}

/** A pair in one line, for those who wait. */
export function lineOf({ case: name, number, verdict: { result } }: Answer): string {
  const { outcome, findings, missing, base, comparison, service } = result;
  const told = findings.map(
    ({ label, kind, function: { name: called }, delta, low, high, t }) =>
      `${label} ${called} (${kind}) ${percent(delta)} (${percent(low)} to ${percent(high)}, t ${t.toFixed(1)})`,
  );
  const samples = `${base.samples.toFixed(0)} and ${comparison.samples.toFixed(0)} samples`;
  const cost = service === null ? '' : `, ${(1000 * service.base).toFixed(2)} ms a request ${percent(service.change)}`;
  return [`${name} ${number}: ${outcome} (${samples}${cost})`, ...told, ...missing].join('; ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
