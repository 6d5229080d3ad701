import type { Experiment, ExperimentsReport } from '@perf/profile/api.js';
import { utc } from '@perf/profile/markdown/evidence.js';
import { formatSeconds } from '@perf/profile/units.js';
import { Command } from 'commander';
import type { Api } from '../api.js';
import { Mistake, ServerFailure } from '../errors.js';
import { withExamples } from '../help.js';
import { connect, isJson, print, withJson, withServer } from '../options.js';
import { problemJson } from '../problem.js';
import { type End, endLike, run } from '../record/run.js';
import { left, printable, right, table } from '../table.js';
import type { Paint } from '../terminal/paint.js';

interface StartOptions {
  from?: string;
  until?: string;
  service?: string;
  env?: string;
  label: string[];
  note?: string;
}

interface RunOptions extends StartOptions {
  name?: string;
}

export function experimentCommand(): Command {
  const command = withStart(new Command('experiment'))
    .description('name a time of a service, such as a run of a load test, to be compared as experiment:<name>')
    .argument('[command...]', 'what to run as one experiment, such as -- k6 run script.js')
    .option('--name <name>', 'of the experiment that a command is (default: its program and the time)')
    .passThroughOptions()
    .action(runExperiment);
  const named = (name: string, description: string) =>
    withServer(withJson(new Command(name)))
      .description(description)
      .argument('<name>', 'the name of the experiment');
  command.addCommand(
    withStart(named('start', 'begin one, or name a time that was'))
      .option('--from <time>', 'when it began: epoch milliseconds, or now-90m (default: now)')
      .option('--until <time>', 'when it ended (default: when it is stopped)')
      .action(start),
  );
  command.addCommand(named('stop', 'end one').action(stop));
  command.addCommand(named('delete', 'forget one: its profiles stay').action(remove));
  command.addCommand(
    withServer(withJson(new Command('list')))
      .description('list them, the newest first')
      .option('--service <name>', 'those of one service')
      .action(list),
  );
  return withExamples(command, [
    ['perfctl experiment --service checkout --name before -- k6 run load.js', 'a load test, from its start to its end'],
    ['perfctl experiment start black-friday --service checkout --env prod', 'any other time'],
    ['perfctl experiment start baseline --service checkout --from now-3h --until now-1h', 'one that was'],
    ['perfctl experiment stop black-friday', 'its end'],
    ['perfctl gate --base experiment:before --comparison experiment:after --accept-advisory', 'whether it got slower'],
    ['perfctl diff experiment:before experiment:after', 'what changed between the two'],
  ]);
}

function withStart(command: Command): Command {
  return command
    .option('--service <name>', 'the service')
    .option('--env <name>', 'its environment')
    .option('--label <name=value>', 'only what has this label; may be given several times', collect, [])
    .option('--note <text>', 'what it is about');
}

function collect(text: string, before: readonly string[]): string[] {
  return [...before, text];
}

async function start(name: string, options: StartOptions, command: Command): Promise<void> {
  const experiment = await begin(connect(command), name, options);
  print(command, experiment, ({ fromMs }) => `${printable(name)} began at ${utc(fromMs)} UTC.`);
}

async function stop(name: string, _options: object, command: Command): Promise<void> {
  const experiment = await end(connect(command), name);
  print(command, experiment, () => printable(endedText(experiment)));
}

async function remove(name: string, _options: object, command: Command): Promise<void> {
  await connect(command).send('DELETE', `experiments/${encodeURIComponent(name)}`, {});
  print(command, { name }, () => `${printable(name)} is forgotten.`);
}

async function list(options: { service?: string }, command: Command): Promise<void> {
  const { service } = options;
  print(command, await connect(command).get<ExperimentsReport>('experiments', { service }), listText);
}

/** Runs a command as an experiment, and ends as it does. */
async function runExperiment(words: string[], options: RunOptions, command: Command): Promise<void> {
  if (words.length === 0) {
    throw new Mistake(
      'name what to run, such as `perfctl experiment --service checkout -- k6 run load.js`, or start, stop or list',
    );
  }
  const api = connect(command);
  const { name } = await begin(api, options.name ?? usualName(words[0] as string, new Date()), options);
  const json = isJson(command);
  let ended: End;
  try {
    const stdio = ['inherit', json ? process.stderr : 'inherit', 'inherit'] as const;
    ended = await run(words, { env: experimentEnvironment(process.env, name), stdio: [...stdio] });
  } catch (error) {
    // Nothing ran.
    await api.send('DELETE', `experiments/${encodeURIComponent(name)}`, {});
    throw error;
  }
  try {
    const experiment = await end(api, name);
    // The command's own output stays its own, whoever reads it.
    if (json) process.stdout.write(`${JSON.stringify(experiment)}\n`);
    else process.stderr.write(`${printable(endedText(experiment))}\n`);
  } catch (error) {
    if (!(error instanceof Mistake || error instanceof ServerFailure)) throw error;
    const notEnded = `experiment ${name} was not ended: ${error.message}. End it: perfctl experiment stop ${name}`;
    process.stderr.write(`perfctl: ${printable(notEnded)}\n`);
    if (json) process.stdout.write(problemJson(error.kind, notEnded));
  }
  endLike(ended);
}

async function begin(
  api: Api,
  name: string,
  { service, env, label, note, from, until }: StartOptions,
): Promise<Experiment> {
  if (service === undefined) throw new Mistake('name the service with --service');
  return api.send<Experiment>('POST', 'experiments', {
    name,
    service,
    env,
    labels: labelsOf(label),
    note,
    from,
    until,
  });
}

async function end(api: Api, name: string): Promise<Experiment> {
  return api.send<Experiment>('POST', `experiments/${encodeURIComponent(name)}/stop`, {});
}

function labelsOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new Mistake(`--label ${text} has no value. An example is --label region=eu`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/**
 * What a command is told: its name, and the same as W3C baggage, in the variable that OpenTelemetry reads it from
 * (Environment Variables as Context Propagation Carriers), so that requests can carry it.
 */
export function experimentEnvironment(environment: NodeJS.ProcessEnv, name: string): NodeJS.ProcessEnv {
  const baggage = [environment.BAGGAGE, `experiment=${name}`].filter(Boolean).join(',');
  return { ...environment, PERF_EXPERIMENT: name, BAGGAGE: baggage };
}

/** `k6-20261128-041501` */
function usualName(program: string, at: Date): string {
  const base = (program.split(/[\\/]/).at(-1) ?? '').replace(/[^\w.-]/g, '').replace(/^[^A-Za-z0-9]+/, '') || 'run';
  const [day = '', time = ''] = at.toISOString().slice(0, 19).replace(/[-:]/g, '').split('T');
  return `${base.slice(0, 60)}-${day}-${time}`;
}

function endedText({ name, fromMs, untilMs }: Experiment): string {
  const lasted = untilMs === null ? '' : ` after ${formatSeconds((untilMs - fromMs) / 1000)}`;
  return `${name} ended${lasted}: compare it as experiment:${name}.`;
}

function listText({ experiments }: ExperimentsReport, paint: Paint): string {
  if (experiments.length === 0) return 'There is no experiment yet: `perfctl experiment --help` has examples.';
  return table(
    [
      left('experiment', () => 'strong'),
      left('service'),
      left('began (UTC)'),
      right('lasted'),
      left('only'),
      left('note'),
    ],
    experiments.map(({ name, service, env, fromMs, untilMs, labels, note }) => [
      name,
      env === '' ? service : `${service} ${env}`,
      utc(fromMs),
      untilMs === null ? 'still runs' : formatSeconds((untilMs - fromMs) / 1000),
      Object.entries(labels)
        .map(([label, value]) => `${label}=${value}`)
        .join(' '),
      note,
    ]),
    paint,
  );
}
