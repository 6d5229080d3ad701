import { type Command, InvalidArgumentError, Option } from 'commander';
import { Api } from './api.js';
import { Mistake } from './errors.js';
import { type Paint, paintOf } from './terminal/paint.js';

export const DEFAULT_SERVER = 'http://127.0.0.1:7070';

/** Options that the program and its commands take, before or after the command's name. */
export interface CommonOptions {
  server?: string;
  json?: boolean;
}

export interface RangeOptions {
  from: string;
  until: string;
}

export function withServer(command: Command): Command {
  return command.option('--server <url>', `the perf server (default: PERF_SERVER_URL, or ${DEFAULT_SERVER})`);
}

export function withJson(command: Command): Command {
  return command.option('--json', 'print JSON, of errors too');
}

/** `--from` and `--until`: epoch milliseconds, `now`, or `now-90m`. */
export function withRange(command: Command): Command {
  return command
    .option('--from <time>', 'the beginning of the range: epoch milliseconds, now, now-90m, now-7d', 'now-1h')
    .option('--until <time>', 'the end of the range', 'now');
}

export interface ViewOptions extends RangeOptions {
  type?: string;
  view?: string;
}

/** What a report is of: `--from`, `--until`, `--type` and `--view`. */
export function withView(command: Command): Command {
  return withRange(command).addOption(typeOption()).addOption(viewOption());
}

export function typeOption(): Option {
  return new Option(
    '--type <type>',
    "a file's sample type, such as cpu, wall, inuse_space (default: what matters most)",
  );
}

export function viewOption(): Option {
  return new Option('--view <steps>', 'what to make of the call tree first, such as "ignore:parse@src/parse.ts;mine"');
}

export function limitOption(description: string, standard: number): Option {
  return new Option('--limit <rows>', description).default(standard).argParser((text) => {
    if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 999999.');
    return Number(text);
  });
}

/** The address of the server that the options, or else the environment, name. */
export function serverUrl(command: Command): URL {
  const { server } = command.optsWithGlobals<CommonOptions>();
  const text = server ?? (process.env.PERF_SERVER_URL || DEFAULT_SERVER);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const source = server === undefined ? 'PERF_SERVER_URL' : '--server';
    throw new Mistake(`${source} is '${text}', which is no http or https address. An example is ${DEFAULT_SERVER}`);
  }
  return url;
}

/** Its API. */
export function connect(command: Command): Api {
  return new Api(serverUrl(command), process.env.PERF_API_KEY || null);
}

export function isJson(command: Command): boolean {
  return command.optsWithGlobals<CommonOptions>().json ?? false;
}

/** Prints a report: as JSON on one line with `--json`, else as `text` makes it. */
export function print<Report>(command: Command, report: Report, text: (report: Report, paint: Paint) => string): void {
  const shown = isJson(command) ? JSON.stringify(report) : text(report, paintOf(process.stdout, process.env));
  process.stdout.write(`${shown}\n`);
}
