import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  envFromEnvironment,
  findProgram,
  instanceName,
  serviceFromEnvironment,
  versionFromEnvironment,
} from './identity.js';
import type { LabelsOptions } from './labels.js';
import { type AgentOptions, OPTION_RULES, type OptionName, type OptionRule, type OptionValues } from './options.js';
import { placeLabels } from './place.js';
import { nearest } from './spelling.js';
import type { SpoolOptions } from './spool.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Everything the agent needs to know, checked. */
export interface Config {
  readonly enabled: boolean;
  /** Without a slash at its end. */
  readonly serverUrl: string;
  readonly apiKey: string | undefined;
  /** A file of PEM certificates. */
  readonly caFile: string | undefined;
  readonly spool: SpoolOptions;
  readonly intervalMs: number;
  readonly cpuHz: number;
  readonly stallMs: number;
  readonly startupMs: number;
  readonly heapIntervalBytes: number;
  /** Whether source maps are read, and the longest file that is. */
  readonly sourceMaps: boolean;
  readonly sourceMapBytes: number;
  readonly oomProfile: boolean;
  /** A share of one core. */
  readonly overheadBudget: number;
  readonly labelling: LabelsOptions;
  /** The deploy root; the server makes paths relative to it. */
  readonly root: string;
  /** The series every window of this process belongs to. */
  readonly labels: Readonly<Record<string, string>>;
}

const OPTION_NAMES = Object.keys(OPTION_RULES) as OptionName[];
const VARIABLES = OPTION_NAMES.map((name) => OPTION_RULES[name].variable);

/** Labels with an option or a meaning of their own. */
const OWN_LABELS = ['service', 'version', 'env', 'instance', 'host'];

/**
 * Puts together what was given in code, in the environment and what can be found out, in this order.
 * Never throws: each mistake goes to `complain` as one sentence that names it and the fix, and the default is used.
 */
export function readConfig(
  given: AgentOptions,
  environment: Environment,
  mainScript: string | undefined,
  workingDirectory: string,
  complain: (mistake: string) => void,
): Config {
  const isObject = typeof given === 'object' && given !== null;
  if (!isObject) complain(`init() takes an object of options, not ${given}; it is ignored`);
  const options = isObject ? given : {};
  nameMisspelledOptions(options, complain);
  nameMisspelledVariables(environment, complain);

  function pick<Name extends OptionName>(name: Name): OptionValues[Name] | undefined {
    const rule: OptionRule<OptionValues[Name]> = OPTION_RULES[name];
    return (
      checked(rule, `init({ ${name} })`, options[name], complain) ??
      checked(rule, rule.variable, environment[rule.variable] || undefined, complain)
    );
  }

  const program = findProgram(mainScript, workingDirectory);
  const service = pick('service') ?? serviceFromEnvironment(environment) ?? program.name;
  if (service === undefined) {
    complain(`no service name found: using "${program.script ?? 'node'}"; set PERF_SERVICE`);
  }
  const version = pick('version') ?? versionFromEnvironment(environment) ?? program.version;
  const env = pick('env') ?? envFromEnvironment(environment);
  const spoolDir = pick('spoolDir');
  return {
    enabled: pick('enabled') ?? true,
    serverUrl: pick('serverUrl') ?? 'http://127.0.0.1:7070',
    apiKey: pick('apiKey'),
    caFile: pick('caFile'),
    spool: {
      dir: resolve(
        spoolDir ?? join(tmpdir(), `perf-spool${process.getuid === undefined ? '' : `-${process.getuid()}`}`),
      ),
      mustOwn: spoolDir === undefined,
      mostBytes: pick('spoolBytes') ?? 64 * 1024 * 1024,
      mostAgeMs: pick('spoolAgeMs') ?? 3 * 24 * 3_600_000,
    },
    intervalMs: pick('intervalMs') ?? 60_000,
    cpuHz: pick('cpuHz') ?? 99,
    stallMs: pick('stallMs') ?? 50,
    startupMs: pick('startupMs') ?? 10_000,
    heapIntervalBytes: pick('heapIntervalBytes') ?? 524_288,
    sourceMaps: pick('sourceMaps') ?? true,
    sourceMapBytes: pick('sourceMapBytes') ?? 32 * 1024 * 1024,
    oomProfile: pick('oomProfile') ?? true,
    overheadBudget: pick('overheadBudget') ?? 0.02,
    labelling: {
      requestLabels: pick('requestLabels') ?? 'auto',
      maxLabelValues: pick('maxLabelValues') ?? 200,
      baggageLabels: pick('baggageLabels') ?? [],
    },
    root: program.root,
    labels: {
      ...placeLabels(environment, withoutOwnLabels(pick('labels') ?? {}, complain)),
      service: service ?? program.script ?? 'node',
      ...(version === undefined ? {} : { version }),
      ...(env === undefined ? {} : { env }),
      instance: instanceName(),
      host: hostname(),
    },
  };
}

function checked<T>(
  rule: OptionRule<T>,
  source: string,
  given: unknown,
  complain: (mistake: string) => void,
): T | undefined {
  if (given === undefined || given === null) return undefined;
  const value = rule.read(given);
  // The value of a key is a secret, even one that does not work.
  const shown = rule.variable === 'PERF_API_KEY' ? '' : `=${JSON.stringify(given)}`;
  if (value === undefined) complain(`${source}${shown} is not ${rule.expects}; it is ignored`);
  return value;
}

function withoutOwnLabels(labels: Record<string, string>, complain: (mistake: string) => void): Record<string, string> {
  const kept = { ...labels };
  for (const name of OWN_LABELS) {
    if (!(name in kept)) continue;
    delete kept[name];
    const fix = name === 'instance' || name === 'host' ? 'the agent sets it' : `use PERF_${name.toUpperCase()}`;
    complain(`PERF_LABELS cannot set "${name}": ${fix}`);
  }
  return kept;
}

function nameMisspelledOptions(options: AgentOptions, complain: (mistake: string) => void): void {
  for (const name of Object.keys(options)) {
    if (name in OPTION_RULES) continue;
    const meant = nearest(name, OPTION_NAMES, 3);
    complain(
      `init() has no option "${name}"; ${meant ? `did you mean "${meant}"?` : `it knows ${OPTION_NAMES.join(', ')}`}`,
    );
  }
}

/**
 * Other programs have `PERF_` variables too, and the server has `PERF_SERVER_` ones: only a near miss is named.
 * One edit for short endings, since `PERF_ENV` and `PERF_END` may both be meant.
 */
function nameMisspelledVariables(environment: Environment, complain: (mistake: string) => void): void {
  for (const variable of Object.keys(environment)) {
    if (!variable.startsWith('PERF_') || VARIABLES.includes(variable)) continue;
    const mostEdits = variable.startsWith('PERF_SERVER_') || variable.length <= 'PERF_ENV'.length + 1 ? 1 : 2;
    const meant = VARIABLES.find((name) => name.startsWith(`${variable}_`)) ?? nearest(variable, VARIABLES, mostEdits);
    if (meant !== undefined) complain(`${variable} is not an option; did you mean ${meant}?`);
  }
}
