import { type Command, InvalidArgumentError, Option } from 'commander';
import { Api } from './api.js';
import { Mistake } from './errors.js';

export const DEFAULT_SERVER = 'http://127.0.0.1:7070';

/** Options that the program and every command take, before or after the command's name. */
export interface CommonOptions {
  server?: string;
  json?: boolean;
}

export interface RangeOptions {
  from: string;
  until: string;
}

export function withCommonOptions(command: Command): Command {
  return command
    .option('--server <url>', `the perf server (default: PERF_SERVER_URL, or ${DEFAULT_SERVER})`)
    .option('--json', "print the server's answer as JSON");
}

/** `--from` and `--until`: epoch milliseconds, `now`, or `now-90m`. */
export function withRange(command: Command): Command {
  return command
    .option('--from <time>', 'the beginning of the range: epoch milliseconds, now, now-90m, now-7d', 'now-1h')
    .option('--until <time>', 'the end of the range', 'now');
}

export interface ViewOptions extends RangeOptions {
  view?: string;
}

/** `--from`, `--until` and `--view`. */
export function withView(command: Command): Command {
  return withRange(command).option(
    '--view <steps>',
    'what to make of the call tree first, such as "ignore:parse@src/parse.ts;mine"',
  );
}

export function limitOption(description: string, standard: number): Option {
  return new Option('--limit <rows>', description).default(standard).argParser((text) => {
    if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 999999.');
    return Number(text);
  });
}

/** The API of the server that the options, or else the environment, name. */
export function connect(command: Command): Api {
  const { server } = command.optsWithGlobals<CommonOptions>();
  const text = server ?? (process.env.PERF_SERVER_URL || DEFAULT_SERVER);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const source = server === undefined ? 'PERF_SERVER_URL' : '--server';
    throw new Mistake(`${source} is '${text}', which is no http or https address. An example is ${DEFAULT_SERVER}`);
  }
  return new Api(url, process.env.PERF_API_KEY || null);
}

/** Prints a report: as JSON on one line with `--json`, else as `text` makes it. */
export function print<Report>(command: Command, report: Report, text: (report: Report) => string): void {
  const { json } = command.optsWithGlobals<CommonOptions>();
  process.stdout.write(`${json ? JSON.stringify(report) : text(report)}\n`);
}
