import type { Deploy, DeployNote, DeploysReport, DeployVerdict } from '../api.js';
import { formatInteger } from '../units.js';
import type { Comparison, Finding } from '../verdict/types.js';
import {
  advisoryWords,
  changeText,
  DESIGN_WORDS,
  detectableText,
  intervalText,
  LABEL_WORDS,
  matchText,
  nothingFoundText,
  OUTCOME_WORDS,
  reachText,
  serviceText,
  sideText,
} from '../verdict/words.js';
import { origin, place, times, utc } from './evidence.js';
import { document, left, right, section, table } from './table.js';
import { code, plain } from './text.js';

const MOST_DEPLOYS = 10;

/** The versions of a service, the newest first, and what comparing each with the one before it has found. */
export function deploysMarkdown({ service, deploys }: DeploysReport, url = ''): string {
  const shown = deploys.slice(0, MOST_DEPLOYS);
  const more = deploys.length - shown.length;
  return document(
    `# ${plain(service)}: deploys`,
    deploys.length === 0 ? 'No version is known.' : '',
    ...shown.map(deployed),
    more > 0 ? `And ${more} more.` : '',
    origin(url),
  );
}

function deployed({ version, env, previous, firstMs, verdict, note }: Deploy): string {
  const where = env === '' ? '' : ` in ${code(env)}`;
  const after = previous === null ? ', the first version' : `, after ${code(previous)}`;
  return section(
    code(version) + where,
    `First seen ${utc(firstMs)} UTC${after}.`,
    note === null ? '' : noteText(note),
    ...(verdict === null ? [previous === null ? '' : 'Not compared.'] : verdictBlocks(verdict)),
  );
}

/** What somebody said of it: its link in plain text, since it is theirs. */
function noteText({ message, commit, link }: DeployNote): string {
  return [plain(message), commit === '' ? '' : `Commit ${code(commit)}.`, plain(link)]
    .filter((part) => part !== '')
    .join(' ');
}

/** The outcome, each finding, and what it rests on. */
function verdictBlocks({ result, version, previous, range, baseRange }: DeployVerdict): string[] {
  const { service, findings } = result;
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
    [
      ...(service === null ? [] : [`- ${serviceText(service)} (${OUTCOME_WORDS[service.outcome].toLowerCase()})`]),
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
