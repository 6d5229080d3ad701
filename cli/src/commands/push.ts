import { readFile } from 'node:fs/promises';
import { parseFolded, type SampleType, toPprof } from '@perf/profile';
import type { IngestReport } from '@perf/profile/api.js';
import { encodePprof } from '@perf/proto';
import { Command, InvalidArgumentError } from 'commander';
import type { Api, Parameters } from '../api.js';
import { Mistake } from '../errors.js';
import { connect, print } from '../options.js';
import { left, table } from '../table.js';

/** Query parameters of the ingest call that are no labels. */
const RESERVED = ['id', 'from', 'until'];
/** Labels that have an option of their own. */
const NAMED = ['service', 'version'];
const SAMPLES: SampleType = { type: 'samples', unit: 'count' };
const FOLDED = /\.(folded|collapsed|txt)$/i;

type Labels = Readonly<Record<string, string>>;

interface PushOptions {
  service: string;
  version?: string;
  label: Labels;
  type: SampleType;
  from?: string;
  until?: string;
}

export interface Pushed extends IngestReport {
  file: string;
}

export function pushCommand(): Command {
  return new Command('push')
    .description('send profiles: pprof, raw or gzip, or folded stacks (.folded, .collapsed, .txt)')
    .argument('<files...>', 'the profiles; each is stored once, however often it is sent')
    .requiredOption('--service <name>', 'the service that was profiled')
    .option('--version <version>', 'its version')
    .option('--label <name=value>', 'a further label; may be repeated', addLabel, {})
    .option('--type <type/unit>', 'what the values of folded stacks are', sampleType, SAMPLES)
    .option('--from <time>', "when the profile begins (default: the profile's own time)")
    .option('--until <time>', 'when it ends')
    .action(async (files: string[], options: PushOptions, command: Command) => {
      const { service, version, label, type, from, until } = options;
      const parameters = { ...label, service, version, from, until };
      const api = connect(command);
      const pushed: Pushed[] = [];
      for (const file of files) {
        const body = await bytesOf(file, type);
        pushed.push({ file, ...(await push(api, file, body, parameters)) });
      }
      print(command, { pushed }, pushedText);
    });
}

function addLabel(text: string, labels: Labels): Labels {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('A label reads name=value.');
  if (RESERVED.includes(name)) throw new InvalidArgumentError(`'${name}' is reserved and cannot be a label.`);
  if (NAMED.includes(name)) throw new InvalidArgumentError(`Use --${name}.`);
  return { ...labels, [name]: value };
}

function sampleType(text: string): SampleType {
  const [, type, unit] = /^([^/\s]+)\/([^/\s]+)$/.exec(text) ?? [];
  if (type === undefined || unit === undefined) throw new InvalidArgumentError('It reads type/unit: cpu/nanoseconds.');
  return { type, unit };
}

/** Where the server refuses the profile, the error names the file. */
async function push(
  api: Api,
  file: string,
  body: Uint8Array<ArrayBuffer>,
  parameters: Parameters,
): Promise<IngestReport> {
  try {
    return await api.post<IngestReport>('profiles', parameters, body);
  } catch (error) {
    throw error instanceof Mistake ? new Mistake(`${file}: ${error.message}`) : error;
  }
}

/** The body to send: a pprof as it is, folded stacks as the pprof made of them. */
async function bytesOf(file: string, type: SampleType): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new Mistake(`cannot read ${file}: ${error.message}`);
  });
  if (!FOLDED.test(file)) return new Uint8Array(bytes);
  try {
    return new Uint8Array(encodePprof(toPprof(parseFolded(bytes.toString('utf8'), type))));
  } catch (error) {
    throw new Mistake(`${file}: ${(error as Error).message}`);
  }
}

function pushedText({ pushed }: { pushed: readonly Pushed[] }): string {
  return table(
    [left('file'), left('result'), left('id')],
    pushed.map(({ file, duplicate, id }) => [file, duplicate ? 'known already' : 'stored', id]),
  );
}
