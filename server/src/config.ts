import { Command, Option, type OptionValues } from 'commander';
import { bytes, duration, interval, names, port, secret, threads, tierDuration } from './config-values.js';
import { nearest } from './nearest.js';
import { dayMs } from './time.js';

/** What an operator can choose. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly retentionMs: number;
  /** Ages at which windows give way to sums over 10 minutes, and these to sums over an hour: at most the retention. */
  readonly keepRawMs: number;
  readonly keep10mMs: number;
  readonly retentionBytes: number | null;
  readonly store: 'sqlite';
  readonly allowedHosts: readonly string[];
  readonly apiKey: string | null;
  readonly queryThreads: number;
  readonly selfProfile: boolean;
  /** How often new versions are looked at, to be compared with those before. */
  readonly compareEveryMs: number;
  /** The file that budgets are read from when the server starts. */
  readonly budgetsFile: string | null;
  /** How often budgets are looked at. */
  readonly budgetsEveryMs: number;
  /** The file that says whom to tell of what was found; null where nobody is told. */
  readonly alertsFile: string | null;
  /** What to show of functions in /metrics. */
  readonly recordingRulesFile: string | null;
  readonly logLevel: string;
}

/** A command on a store, in place of serving it. */
export type StoreCall =
  | { readonly command: 'backup' | 'restore'; readonly dataDir: string; readonly folder: string }
  | { readonly command: 'check' | 'compact'; readonly dataDir: string };

export type Call = { readonly command: 'serve'; readonly config: Config } | StoreCall;

const defaultDataDir = './data';

/** A week shows every weekday by the minute, and single requests; a month shows what a release changed. */
const usualKeepRawMs = 7 * dayMs;
const usualKeep10mMs = 30 * dayMs;
const rawHelp = 'age at which single windows give way to sums over 10 minutes (default: 7d, or the retention)';
const tenMinutesHelp = 'age at which those give way to sums over an hour (default: 30d, or the retention)';
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'];

/**
 * Flags, then `PERF_SERVER_*`, then defaults. Mistakes end the process with the mistake and, for a misspelled flag or
 * command, the nearest one; `--help` and `--version` print and end it.
 *
 * @param argv without node and script.
 */
export function readCall(argv: readonly string[], version: string): Call {
  let call: Call | undefined;
  const program: Command = serveCommand(version).action((_options, { args }: Command) => {
    if (args.length === 0) call = { command: 'serve', config: configFrom(program) };
    else refuseCommand(program, args[0] as string);
  });
  /** Options of a server before the command's name are those of the command, as far as it has them. */
  const dataDirOf = (command: Command): string => command.opts().dataDir ?? program.opts().dataDir;
  const define = (name: string, says: string, read: (command: Command) => StoreCall): void => {
    program
      .command(name)
      .description(says)
      .allowExcessArguments(false)
      // 1 says that something is damaged.
      .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
      .addOption(new Option('--data-dir <folder>', `where profiles are kept (as of the server: ${defaultDataDir})`))
      .action((...given: unknown[]) => {
        call = read(given.at(-1) as Command);
      });
  };
  define('backup <folder>', 'copies all profiles to an empty folder; the server may run', (command) => {
    return { command: 'backup', dataDir: dataDirOf(command), folder: command.args[0] as string };
  });
  define('restore <backup>', 'copies a backup into a data folder that has no profiles', (command) => {
    return { command: 'restore', dataDir: dataDirOf(command), folder: command.args[0] as string };
  });
  define('check', 'reads everything that is stored and names what is damaged; the server may run', (command) => {
    return { command: 'check', dataDir: dataDirOf(command) };
  });
  define('compact', 'writes all files anew, without freed room; the server must be stopped', (command) => {
    return { command: 'compact', dataDir: dataDirOf(command) };
  });
  program.parse(argv, { from: 'user' });
  return call as Call;
}

function refuseCommand(program: Command, word: string): never {
  const near = nearest(
    word,
    program.commands.map((command) => command.name()),
  );
  program.error(`error: unknown command '${word}'${near === null ? '' : `\n(Did you mean ${near}?)`}`);
}

/** Without a command, everything is about serving. */
function serveCommand(version: string): Command {
  const option = (flags: string, help: string, env: string): Option =>
    new Option(flags, help).env(`PERF_SERVER_${env}`);
  return (
    new Command('perf-server')
      .description('Stores profiles and serves flame graphs, diffs and tables.')
      .usage('[options] [command]')
      .version(version)
      .enablePositionalOptions()
      .allowExcessArguments(true)
      .showHelpAfterError('Run perf-server --help for all options.')
      .addOption(option('--port <number>', 'port to listen on, 0 for any', 'PORT').default(7070).argParser(port))
      .addOption(option('--host <address>', 'address to listen on', 'HOST').default('127.0.0.1'))
      .addOption(option('--data-dir <folder>', 'where profiles are kept', 'DATA_DIR').default(defaultDataDir))
      .addOption(
        option('--retention <duration>', 'age at which profiles go', 'RETENTION').default('30d').argParser(duration),
      )
      .addOption(option('--keep-raw <duration>', rawHelp, 'KEEP_RAW').argParser(tierDuration))
      .addOption(option('--keep-10m <duration>', tenMinutesHelp, 'KEEP_10M').argParser(tierDuration))
      .addOption(
        option('--retention-bytes <size>', 'size at which the oldest go, such as 20GB', 'RETENTION_BYTES').argParser(
          bytes,
        ),
      )
      .addOption(option('--store <name>', 'how profiles are kept', 'STORE').choices(['sqlite']).default('sqlite'))
      .addOption(
        option('--allow-host <names...>', 'host names to answer to, beside loopback', 'ALLOW_HOST').argParser(names),
      )
      .addOption(option('--api-key <key>', 'required from agents, as PERF_API_KEY', 'API_KEY').argParser(secret))
      .addOption(
        option('--query-threads <number>', 'threads that answer queries', 'QUERY_THREADS')
          .default(2)
          .argParser(threads),
      )
      .addOption(option('--no-self-profile', 'do not profile this server itself', 'NO_SELF_PROFILE'))
      .addOption(
        option('--compare-every <duration>', 'how often new versions are compared with those before', 'COMPARE_EVERY')
          .default('1m')
          .argParser(interval),
      )
      .addOption(option('--budgets <file>', 'what services may cost, as JSON', 'BUDGETS'))
      .addOption(
        option('--budgets-every <duration>', 'how often budgets are looked at, for alerts', 'BUDGETS_EVERY')
          .default('5m')
          .argParser(interval),
      )
      .addOption(option('--alerts <file>', 'webhooks to tell of what was found, as JSON', 'ALERTS'))
      .addOption(
        option('--recording-rules <file>', 'functions whose cost is shown in /metrics, as JSON', 'RECORDING_RULES'),
      )
      .addOption(option('--log-level <level>', 'least level to log', 'LOG_LEVEL').choices(logLevels).default('info'))
      // Without a command nothing else is a word; --help lists the commands.
      .helpCommand(false)
  );
}

function configFrom(program: Command): Config {
  const given = program.opts();
  const retentionMs = typeof given.retention === 'string' ? duration(given.retention) : given.retention;
  return {
    port: given.port,
    host: given.host,
    dataDir: given.dataDir,
    retentionMs,
    ...tiersFrom(given, retentionMs, (mistake) => program.error(`error: ${mistake}`)),
    retentionBytes: given.retentionBytes ?? null,
    store: given.store,
    allowedHosts: [...(given.allowHost ?? []), given.host],
    apiKey: given.apiKey ?? null,
    queryThreads: given.queryThreads,
    selfProfile: given.selfProfile,
    budgetsFile: given.budgets ?? null,
    budgetsEveryMs: typeof given.budgetsEvery === 'string' ? interval(given.budgetsEvery) : given.budgetsEvery,
    compareEveryMs: typeof given.compareEvery === 'string' ? interval(given.compareEvery) : given.compareEvery,
    alertsFile: given.alerts ?? null,
    recordingRulesFile: given.recordingRules ?? null,
    logLevel: given.logLevel,
  };
}

/**
 * Where an age is not given, it is the usual one, or what the other ages leave of it.
 *
 * @param refuse ends the process.
 */
function tiersFrom(
  { keepRaw, keep10m }: OptionValues,
  retentionMs: number,
  refuse: (mistake: string) => never,
): Pick<Config, 'keepRawMs' | 'keep10mMs'> {
  const isLonger = (flag: string, than: string): never =>
    refuse(
      `${flag} is longer than ${than}: windows are kept first, then 10 minutes, then hours. Lower it, or raise ${than}.`,
    );
  if (keepRaw > retentionMs) isLonger('--keep-raw', '--retention');
  if (keep10m > retentionMs) isLonger('--keep-10m', '--retention');
  if (keepRaw > keep10m) isLonger('--keep-raw', '--keep-10m');
  const keep10mMs = keep10m ?? Math.min(retentionMs, Math.max(usualKeep10mMs, keepRaw ?? 0));
  return { keepRawMs: keepRaw ?? Math.min(keep10mMs, usualKeepRawMs), keep10mMs };
}
