import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HotPath } from '@perf/profile/api.js';
import { hotPathRows, hotPaths } from '@perf/profile/hotpath.js';
import type { Profile } from '@perf/profile/types.js';
import { Command, InvalidArgumentError } from 'commander';
import { Mistake } from '../errors.js';
import { fileEvidenceText } from '../evidence.js';
import { pprofBytes } from '../files/convert.js';
import { type Selected, seen, select, stepsOf } from '../files/selected.js';
import { withExamples } from '../help.js';
import { isJson, limitOption, viewOption } from '../options.js';
import { problemJson } from '../problem.js';
import { recordedEnvironment } from '../record/environment.js';
import { notWritten, openFolder } from '../record/folder.js';
import { Recording } from '../record/recording.js';
import { type End, endLike, run } from '../record/run.js';
import { openSink } from '../record/sink.js';
import { hotPathsText } from '../reports/hotpaths.js';
import { printable } from '../table.js';
import { paintOf } from '../terminal/paint.js';

/** Of a command: programs may be given as text. */
const SHOWN_CHARACTERS = 80;

interface RecordOptions {
  output?: string;
  hz: number;
  type?: string;
  view?: string;
  limit: number;
}

/** What `--json` prints. */
interface RecordReport extends End {
  readonly processes: number;
  readonly files: readonly string[];
  readonly type: string;
  readonly unit: string;
  readonly total: number;
  readonly seconds: number;
  readonly paths: readonly Omit<HotPath, 'trend'>[];
}

export function recordCommand(): Command {
  const command = new Command('record')
    .description('profile a Node.js command, without a server, and print its hot paths')
    .argument('<command...>', 'what to run, such as -- node app.js; the processes it starts are recorded too')
    .passThroughOptions()
    .option('-o, --output <folder>', 'where cpu.pb.gz and heap.pb.gz are written (default: profile-<time>)')
    .option('--hz <rate>', 'CPU samples a second', rate, 499)
    .option('--type <type>', 'what of cpu.pb.gz is printed: cpu, wall or sample (default: cpu)')
    .addOption(viewOption())
    .addOption(limitOption('how many hot paths', 10))
    .action(record);
  return withExamples(command, [
    ['perfctl record -- node app.js', 'where a program spends its time'],
    ['perfctl record -o before -- npm test', 'a command and all Node.js processes that it starts'],
    ['perfctl diff before/cpu.pb.gz after/cpu.pb.gz', 'what changed between two recordings'],
  ]);
}

async function record(command: string[], options: RecordOptions, self: Command): Promise<void> {
  const steps = stepsOf(options.view);
  const recording = new Recording();
  const json = isJson(self);
  const startedMs = Date.now();
  // Before the command runs, which may take hours: a folder that cannot be would cost all of it.
  const folder = await openFolder(options.output ?? defaultFolder(new Date(startedMs)));
  const end = await runRecorded(command, recording, options.hz, json).catch(async (error: unknown) => {
    await folder.forget();
    throw error;
  });
  if (recording.processes === 0) {
    await folder.forget();
    const none = `${command[0]} sent no profile: it ran no Node.js, or for less than a twentieth of a second`;
    if (end.code === 0) throw new Mistake(none);
    // The command has said itself why it failed.
    if (json) process.stdout.write(problemJson('mistake', none));
    return endLike(end);
  }
  const durationMs = Date.now() - startedMs;
  const cpu = recording.cpu();
  const files = await save(folder.path, cpu, recording.heap());
  try {
    const selected = seen(
      select({ name: shortened(command.join(' ')), profile: cpu, durationMs }, options.type),
      steps,
    );
    const report = reportOf(selected, options.limit, { ...end, processes: recording.processes, files });
    // The command's own output stays its own, whoever reads it.
    if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else process.stderr.write(`\n${recordText(report, selected)}\n`);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    // What is not printed is recorded all the same.
    process.stderr.write(`\nperfctl: ${printable(error.message)}\n${writtenText(files)}\n`);
    if (json) process.stdout.write(problemJson(error.kind, error.message));
  }
  endLike(end);
}

async function runRecorded(command: string[], recording: Recording, hz: number, json: boolean): Promise<End> {
  const sink = await openSink((window) => recording.add(window));
  return run(command, {
    env: recordedEnvironment(process.env, sink, hz),
    // With --json, standard output is the report's alone.
    stdio: ['inherit', json ? process.stderr : 'inherit', 'inherit'],
  }).finally(() => sink.close());
}

function reportOf(
  { type, unit, tree, side }: Selected,
  limit: number,
  rest: Pick<RecordReport, 'code' | 'signal' | 'processes' | 'files'>,
): RecordReport {
  const paths = hotPathRows(tree, hotPaths(tree, limit));
  return { ...rest, type, unit, total: side.total, seconds: side.instanceSeconds, paths };
}

function recordText({ files, processes, type, unit, paths }: RecordReport, { side }: Selected): string {
  const from = processes === 1 ? '' : ` (${processes} processes)`;
  return [
    fileEvidenceText(side, type, unit) + from,
    '',
    hotPathsText(paths, unit, paintOf(process.stderr, process.env)),
    '',
    writtenText(files),
  ].join('\n');
}

/** @param files that of the CPU first. */
function writtenText(files: readonly string[]): string {
  return `Written: ${files.join(', ')}. All functions: perfctl top ${files[0] ?? ''}`;
}

/** @returns the files written, that of the CPU first. */
async function save(folder: string, cpu: Profile, heap: Profile): Promise<string[]> {
  const named: [string, Profile][] = [
    ['cpu', cpu],
    ['heap', heap],
  ];
  const files: string[] = [];
  try {
    for (const [name, profile] of named) {
      if (profile.samples.length === 0) continue;
      const file = join(folder, `${name}.pb.gz`);
      await writeFile(file, pprofBytes(profile));
      files.push(file);
    }
  } catch (error) {
    throw notWritten(folder, error as Error);
  }
  return files;
}

/** `profile-20261123-174012`: a recording does not replace another. */
function defaultFolder(at: Date): string {
  const [day = '', time = ''] = at.toISOString().slice(0, 19).replace(/[-:]/g, '').split('T');
  return `profile-${day}-${time}`;
}

function shortened(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function rate(text: string): number {
  const hz = Number(text);
  if (!Number.isInteger(hz) || hz < 1 || hz > 1000)
    throw new InvalidArgumentError('It must be a whole number from 1 to 1000.');
  return hz;
}
