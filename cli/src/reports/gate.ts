import type { DeployVerdict, Finding } from '@perf/profile/api.js';
import { code, plain } from '@perf/profile/markdown/text.js';
import { formatShare } from '@perf/profile/units.js';
import { printable } from '../table.js';
import type { Paint } from '../terminal/paint.js';

/** What a gate says, which is also how perfctl ends. */
export type Gate = 'pass' | 'regression' | 'cannot tell';

export const GATE_CODES: Readonly<Record<Gate, number>> = { pass: 0, regression: 1, 'cannot tell': 2 };

/** A verdict whose rate of false alarms is not known blocks nothing: it cannot tell. */
export function gateOf({ result }: DeployVerdict): Gate {
  if (result.outcome === 'undecided' || result.advisoryOnly) return 'cannot tell';
  return result.outcome === 'regressed' ? 'regression' : 'pass';
}

/** The gate's word, what it rests on, and a line for each reason. */
export function gateText(verdict: DeployVerdict, paint: Paint): string {
  const gate = gateOf(verdict);
  const word = paint(gate === 'regression' ? 'more' : 'strong', gate);
  return [
    `${word}: ${printable(`${verdict.service} ${verdict.version} after ${verdict.previous}`)}`,
    ...reasonsOf(verdict).map((reason) => `  ${printable(reason)}`),
    `  ${paint('quiet', basisOf(verdict))}`,
  ].join('\n');
}

export function gateMarkdown(verdict: DeployVerdict): string {
  const { service, version, previous, result } = verdict;
  const rows = result.findings.map(
    ({ label, function: { name, file }, delta, low, high }) =>
      `| ${label} | ${code(name)} | ${plain(file)} | ${signed(delta)} | ${signed(low)} to ${signed(high)} |`,
  );
  const table =
    rows.length === 0
      ? []
      : ['', '| | Function | File | Change, of the CPU before | 95 % interval |', '|---|---|---|---|---|', ...rows];
  const others = reasonsOf(verdict, false).map((reason) => `- ${plain(reason)}`);
  return [
    `## ${plain(service)} ${plain(version)} after ${plain(previous)}: ${gateOf(verdict)}`,
    ...(others.length === 0 ? [] : ['', ...others]),
    ...table,
    '',
    basisOf(verdict),
  ].join('\n');
}

/** One test case, as CI servers read it: failed by a regression, in error where the gate cannot tell. */
export function gateJunit(verdict: DeployVerdict): string {
  const { service, version, previous } = verdict;
  const gate = gateOf(verdict);
  const element = { pass: '', regression: 'failure', 'cannot tell': 'error' }[gate];
  const reasons = [...reasonsOf(verdict), basisOf(verdict)].join('\n');
  const inside = element ? `\n    <${element} message="${xml(gate)}">${xml(reasons)}</${element}>\n  ` : '';
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="perfctl gate" tests="1" failures="${gate === 'regression' ? 1 : 0}" errors="${gate === 'cannot tell' ? 1 : 0}">`,
    `  <testcase classname="${xml(service)}" name="${xml(`${version} after ${previous}`)}">${inside}</testcase>`,
    '</testsuite>',
  ].join('\n');
}

/** Why, each in a sentence. @param findings also what was found function by function. */
function reasonsOf({ previous, result }: DeployVerdict, findings = true): string[] {
  const { service, detectable, outcome, advisoryOnly, missing } = result;
  const reasons = findings ? result.findings.map((finding) => findingText(finding, previous)) : [];
  if (service !== null) {
    reasons.push(`CPU per request ${signed(service.change)} (${signed(service.low)} to ${signed(service.high)})`);
  }
  if (outcome === 'unchanged' && detectable !== null) {
    reasons.push(`A change of ${formatShare(detectable)} of CPU would have been found four times in five.`);
  }
  if (advisoryOnly && outcome !== 'undecided') {
    reasons.push('Its rate of false alarms is not known, so it blocks nothing: versions have to run side by side.');
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
