import type { Deploy, DeployNote, DeploysReport } from '../api.js';
import { origin, utc } from './evidence.js';
import { document, section } from './table.js';
import { code, plain } from './text.js';
import { verdictBlocks } from './verdict.js';

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

/** What somebody said of it, in one paragraph: what they began with `#`, `-` or `1.` would be a heading or a list of theirs. */
function noteText({ message, commit, link }: DeployNote): string {
  const parts = [plain(message), commit === '' ? '' : `commit ${code(commit)}`, link === '' ? '' : code(link)];
  return `Note: ${parts.filter((part) => part !== '').join(' · ')}`;
}
