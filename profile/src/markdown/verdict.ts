import type { Deploy, DeployVerdict } from '../api.js';
import { formatInteger } from '../units.js';
import type { Comparison, Finding, MatchedFunction } from '../verdict/types.js';
import {
  advisoryWords,
  changeText,
  DESIGN_WORDS,
  detectableText,
  findingText,
  heapText,
  intervalText,
  LABEL_WORDS,
  leadsOf,
  matchText,
  nothingFoundText,
  OUTCOME_WORDS,
  reachText,
  serviceText,
  sideText,
} from '../verdict/words.js';
import { place, times } from './evidence.js';
import { left, right, table } from './table.js';
import { code, plain } from './text.js';

const MOST_MATCHES = 20;

/** The outcome, each finding, and what it rests on. */
export function verdictBlocks({ result, version, previous, range, baseRange, heap }: DeployVerdict): string[] {
  const { service, findings, matches } = result;
  const would = result.outcome === 'undecided' ? '' : detectableText(result);
  return [
    `**${OUTCOME_WORDS[result.outcome]}**${said(result)}`,
    result.advisoryOnly && result.outcome !== 'undecided' ? `Advisory: ${advisoryWords(result)}` : '',
    table(
      [
        left('Found'),
        right('Change of CPU'),
        right('95 % interval'),
        right('Samples before'),
        right('After'),
        left('Function'),
        left('Where'),
        left('Matched by'),
      ],
      findings.map(finding),
    ),
    matchedBlock(matches),
    [
      ...(service === null ? [] : [`- ${serviceText(service)} (${OUTCOME_WORDS[service.outcome].toLowerCase()})`]),
      ...(heap === null ? [] : [`- ${heapText(heap)} (${OUTCOME_WORDS[heap.outcome].toLowerCase()})`]),
      ...(would === '' ? [] : [`- Would be found: ${would}`]),
      `- ${code(previous)}: ${sideText(result.base)}, ${times(baseRange.fromMs, baseRange.untilMs)}`,
      `- ${code(version)}: ${sideText(result.comparison)}, ${times(range.fromMs, range.untilMs)}`,
      `- Compared: ${DESIGN_WORDS[result.design]}`,
    ].join('\n'),
  ];
}

function said(result: Comparison): string {
  if (result.outcome === 'undecided') return `: ${result.missing.map(plain).join(' ')}`;
  return result.outcome === 'unchanged' ? `: ${nothingFoundText(result)}.` : '';
}

function finding(found: Finding): string[] {
  const { label, function: fn, movedFrom, base, comparison } = found;
  return [
    LABEL_WORDS[label] + (movedFrom === null ? '' : ` from ${code(movedFrom.name)}`),
    changeText(found.delta, found),
    intervalText(found),
    formatInteger(base.samples),
    formatInteger(comparison.samples),
    code(fn.name) + reachText(found),
    place(fn),
    plain(matchText(found)),
  ];
}

/** The outcome in a line, and what it rests on most: what pages say of the newest deploy. */
export function verdictLine(result: Comparison): string {
  const outcome = `**${OUTCOME_WORDS[result.outcome]}**`;
  const advisory = result.advisoryOnly && result.outcome !== 'undecided' ? ` Advisory: ${advisoryWords(result)}` : '';
  const [lead, ...others] = leadsOf(result);
  if (lead !== undefined) {
    const more = others.length > 0 ? `, and ${others.length} more` : '';
    return `${outcome}: ${code(lead.function.name)}${reachText(lead)} ${findingText(lead)}${more}.${advisory}`;
  }
  const { outcome: of, service } = result;
  if ((of === 'regressed' || of === 'improved') && service !== null) {
    return `${outcome}: ${serviceText(service)}, in no function that was found.${advisory}`;
  }
  return `${outcome}${said(result)}${advisory}`;
}

/** The outcome in a word or two; empty for a first version. */
export function verdictWord(deploy: Deploy | null): string {
  if (deploy === null || deploy.previous === null) return '';
  if (deploy.verdict === null) return 'Not compared';
  const { outcome, advisoryOnly } = deploy.verdict.result;
  return OUTCOME_WORDS[outcome] + (advisoryOnly && outcome !== 'undecided' ? ' (advisory)' : '');
}

/** What is neither new nor gone, although its name or place is. */
function matchedBlock(matches: readonly MatchedFunction[]): string {
  const shown = matches.slice(0, MOST_MATCHES);
  const rows = shown.map(({ base, comparison, how }) => [
    code(base.name),
    place(base),
    code(comparison.name),
    place(comparison),
    plain(how),
  ]);
  const more = matches.length - shown.length;
  const headings = [left('Before'), left('Where'), left('Now'), left('Where'), left('Known by')];
  return [
    ...(rows.length === 0 ? [] : ['Known to be the same, whatever it is called:', table(headings, rows)]),
    ...(more > 0 ? [`And ${more} more.`] : []),
  ].join('\n\n');
}
