import type { IngestReport } from '@perf/profile/api.js';
import { contentOf } from '@perf/profile/formats/detect.js';
import { FormatError } from '@perf/profile/formats/error.js';
import { parseFolded } from '@perf/profile/formats/folded.js';
import type { SampleType } from '@perf/profile/types.js';
import { Command, InvalidArgumentError } from 'commander';
import type { Api, Parameters } from '../api.js';
import { Mistake } from '../errors.js';
import { pprofBytes } from '../files/convert.js';
import { bytesOf, plain, profileIn } from '../files/read.js';
import { withExamples } from '../help.js';
import { connect, print } from '../options.js';
import { left, table } from '../table.js';
import type { Paint } from '../terminal/paint.js';
import { Progress } from '../terminal/progress.js';

/** Query parameters of the ingest call that are no labels. */
const RESERVED = ['id', 'from', 'until'];
/** Labels that have an option of their own. */
const NAMED = ['service', 'version'];

type Labels = Readonly<Record<string, string>>;

interface PushOptions {
  service: string;
  version?: string;
  label: Labels;
  type?: SampleType;
  from?: string;
  until?: string;
}

interface Pushed extends IngestReport {
  file: string;
}

export function pushCommand(): Command {
  const command = new Command('push')
    .description('send profiles: pprof, folded stacks, speedscope, .cpuprofile, .heapprofile, perf script')
    .argument('<files...>', 'the profiles, - for standard input; each is stored once, however often it is sent')
    .requiredOption('--service <name>', 'the service that was profiled')
    .option('--version <version>', 'its version')
    .option('--label <name=value>', 'a further label; may be repeated', addLabel, {})
    .option('--type <type/unit>', 'what the values of folded stacks are (default: samples/count)', sampleType)
    .option('--from <time>', "when the profile begins (default: the profile's own time, else now)")
    .option('--until <time>', 'when it ends')
    .action(push);
  return withExamples(command, [
    ['perfctl push cpu.pb.gz --service checkout --version 1.4.2 --label region=eu', 'what a profiler wrote'],
    ['perf script | perfctl push - --service checkout', "what Linux' perf recorded"],
    ['perfctl push *.folded --service billing --type cpu/nanoseconds', 'folded stacks whose values are times'],
  ]);
}

async function push(files: string[], options: PushOptions, command: Command): Promise<void> {
  const { service, version, label, type, from, until } = options;
  const parameters = { ...label, service, version, from, until };
  const api = connect(command);
  const pushed: Pushed[] = [];
  const progress = new Progress();
  try {
    for (const [index, file] of files.entries()) {
      progress.show(`push ${file}`, index, files.length);
      const body = bodyOf(file, await bytesOf(file), type);
      pushed.push({ file, ...(await send(api, file, body, parameters)) });
    }
  } finally {
    progress.end();
  }
  print(command, { pushed }, pushedText);
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

/** What to send: a pprof as it is, of every other format the pprof made of it. */
function bodyOf(file: string, bytes: Uint8Array<ArrayBuffer>, type: SampleType | undefined): Uint8Array<ArrayBuffer> {
  const content = named(file, () => contentOf(plain(file, bytes)));
  if (content.format === 'folded') return pprofBytes(named(file, () => parseFolded(content.text, type)));
  if (type !== undefined) {
    throw new Mistake(`${file} is ${content.format}, which says its sample types itself: leave out --type`);
  }
  return content.format === 'pprof' ? bytes : pprofBytes(profileIn(file, bytes).profile);
}

function named<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof FormatError ? new Mistake(`${file}: ${error.message}`) : error;
  }
}

/** Where the server refuses the profile, the error names the file. */
async function send(
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

function pushedText({ pushed }: { pushed: readonly Pushed[] }, paint: Paint): string {
  return table(
    [left('file', () => 'strong'), left('result'), left('id', () => 'quiet')],
    pushed.map(({ file, duplicate, id }) => [file, duplicate ? 'known already' : 'stored', id]),
    paint,
  );
}
