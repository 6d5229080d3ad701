import type { BudgetReport, DeployVerdict, Finding, GateReport } from '@perf/profile/api.js';
import { boundsText, limitText, resultText, STATUS_WORDS, valueText } from '@perf/profile/budget/words.js';
import { code, plain } from '@perf/profile/markdown/text.js';
import { formatShare } from '@perf/profile/units.js';
import type { Gate } from '../gate.js';
import { printable } from '../table.js';
import type { Paint } from '../terminal/paint.js';

/** The gate's word, what it rests on, and a line for each budget and each reason. */
export function gateText(report: GateReport, gate: Gate, paint: Paint): string {
  const isBad = gate === 'regression' || gate === 'broken budget';
  return [
    `${paint(isBad ? 'more' : 'strong', gate)}: ${printable(titleOf(report))}`,
    ...report.budgets.map((budget) => `  ${budgetLine(budget, paint)}`),
    ...reasonsOf(report, gate).map((reason) => `  ${printable(reason)}`),
    `  ${paint('quiet', basisOf(report))}`,
  ].join('\n');
}

function budgetLine(report: BudgetReport, paint: Paint): string {
  const { status } = report;
  const word = paint(status === 'broken' ? 'more' : 'strong', STATUS_WORDS[status].toLowerCase());
  return `${word}: ${printable(budgetText(report))}`;
}

/** `parsing: self share of JSON.parse at most 5 %. 6.1 %, 5.4 to 6.9 %` */
function budgetText(report: BudgetReport): string {
  return `${report.budget.name}: ${limitText(report.budget)}. ${resultText(report.budget, report)}`;
}

export function gateMarkdown(report: GateReport, gate: Gate): string {
  const { result, budgets } = report;
  const findings = result.findings.map(
    ({ label, function: { name, file }, delta, low, high }) =>
      `| ${label} | ${code(name)} | ${plain(file)} | ${signed(delta)} | ${signed(low)} to ${signed(high)} |`,
  );
  const others = reasonsOf(report, gate, false).map((reason) => `- ${plain(reason)}`);
  return [
    `## ${plain(titleOf(report))}: ${gate}`,
    ...tableOf('| | Budget | Measured | Bounds |', '|---|---|---|---|', budgets.map(budgetRow)),
    ...(others.length === 0 ? [] : ['', ...others]),
    ...tableOf('| | Function | File | Change, of the CPU before | 95 % interval |', '|---|---|---|---|---|', findings),
    '',
    basisOf(report),
  ].join('\n');
}

function budgetRow(report: BudgetReport): string {
  const { budget, status, missing } = report;
  const name = `${plain(budget.name)}: ${plain(limitText(budget))}`;
  const measured = [valueText(budget, report), ...missing].filter((text) => text !== '').map(plain);
  return `| ${STATUS_WORDS[status]} | ${name} | ${measured.join('. ')} | ${boundsText(report)} |`;
}

function tableOf(heading: string, rule: string, rows: readonly string[]): string[] {
  return rows.length === 0 ? [] : ['', heading, rule, ...rows];
}

interface TestCase {
  readonly name: string;
  /** What it failed by: `failure`, or `error` where it cannot be told; empty where it passed. */
  readonly element: '' | 'failure' | 'error';
  readonly message: string;
  readonly text: string;
}

/** A test case for each budget, or one for the whole, as CI servers read them: in error where the gate cannot tell. */
export function gateJunit(report: GateReport, gate: Gate): string {
  const cases = report.budgets.length > 0 ? report.budgets.map(budgetCase) : [wholeCase(report, gate)];
  const count = (element: TestCase['element']) => cases.filter((one) => one.element === element).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="perfctl gate" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}">`,
    ...cases.map(({ name, element, message, text }) => {
      const inside = element ? `\n    <${element} message="${xml(message)}">${xml(text)}</${element}>\n  ` : '';
      return `  <testcase classname="${xml(report.service)}" name="${xml(name)}">${inside}</testcase>`;
    }),
    '</testsuite>',
  ].join('\n');
}

function budgetCase(report: BudgetReport): TestCase {
  const element = ({ kept: '', broken: 'failure', undecided: 'error' } as const)[report.status];
  return { name: report.budget.name, element, message: STATUS_WORDS[report.status], text: budgetText(report) };
}

function wholeCase(report: GateReport, gate: Gate): TestCase {
  const element = gate === 'pass' ? '' : gate === 'cannot tell' ? 'error' : 'failure';
  const text = [...reasonsOf(report, gate), basisOf(report)].join('\n');
  return { name: `${report.version} after ${report.previous}`, element, message: gate, text };
}

function titleOf({ service, version, previous }: DeployVerdict): string {
  return `${service} ${version} after ${previous}`;
}

/** Why, each in a sentence. @param findings also what was found function by function. */
function reasonsOf({ previous, result, budgets }: GateReport, gate: Gate, findings = true): string[] {
  const { service, detectable, outcome, advisoryOnly, missing } = result;
  const reasons = findings ? result.findings.map((finding) => findingText(finding, previous)) : [];
  if (service !== null) {
    reasons.push(`CPU per request ${signed(service.change)} (${signed(service.low)} to ${signed(service.high)})`);
  }
  if (outcome === 'unchanged' && detectable !== null) {
    reasons.push(`A change of ${formatShare(detectable)} of CPU would have been found four times in five.`);
  }
  if (advisoryOnly && outcome !== 'undecided' && budgets.length === 0) {
    const so =
      gate === 'cannot tell' ? 'so it blocks nothing: versions have to run side by side' : 'which was accepted';
    reasons.push(`Its rate of false alarms is not known, ${so}.`);
  }
  return [...reasons, ...missing];
}

function findingText({ label, function: { name, file }, delta, low, high }: Finding, previous: string): string {
  return `${label} ${name} ${file}: ${signed(delta)} of the CPU of ${previous} (${signed(low)} to ${signed(high)})`;
}

function basisOf({ result: { base, comparison, q } }: DeployVerdict): string {
  const side = ({ instances, windows, samples }: typeof base) =>
    `${instances} instances, ${windows} windows, ${Math.round(samples)} samples`;
  return `Before: ${side(base)}. After: ${side(comparison)}. False alarms: at most ${formatShare(q)}.`;
}

function signed(share: number): string {
  return `${share < 0 ? '' : '+'}${formatShare(share)}`;
}

/** Text of an element or an attribute; what XML has no way to write is left out. */
function xml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const written = text.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '');
  return written.replace(/[&<>"]/g, (one) => entities[one] as string);
}
