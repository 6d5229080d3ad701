import { parseArgs } from 'node:util';

export const USAGE = `npm run demo -- [options]

  --seconds <n>      how long two versions run side by side at most (200)
  --interval <n>     how many seconds the agent's windows are long (5)
  --until <version>  the last version that is deployed: 1.1.0 or 1.2.0 (1.2.0)
  --port <n>         the server's port (7070, or a free one)
  --data-dir <path>  where profiles are kept (a new folder that is removed in the end)
  --exit             end after the verdicts instead of waiting for Ctrl-C
`;

const LEAST_SECONDS = 3;

export interface DemoOptions {
  /** How long two versions run side by side, at most: a verdict ends it. */
  seconds: number;
  intervalSeconds: number;
  until: string;
  /** Null: 7070 where it is free, else any. */
  port: number | null;
  /** Null: a new temporary folder. */
  dataDir: string | null;
  exit: boolean;
}

/** Throws an Error that names the wrong option. */
export function parseOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '200' },
      interval: { type: 'string', default: '5' },
      until: { type: 'string', default: '1.2.0' },
      port: { type: 'string' },
      'data-dir': { type: 'string' },
      exit: { type: 'boolean', default: false },
    },
  });
  if (!['1.1.0', '1.2.0'].includes(values.until)) {
    throw new Error(`--until is '${values.until}': it must be 1.1.0 or 1.2.0`);
  }
  return {
    until: values.until,
    seconds: wholeNumber('seconds', values.seconds, LEAST_SECONDS, 3600),
    intervalSeconds: wholeNumber('interval', values.interval, 1, 60),
    port: values.port === undefined ? null : wholeNumber('port', values.port, 1, 65_535),
    dataDir: values['data-dir'] ?? null,
    exit: values.exit,
  };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new Error(`--${name} is '${text}': it must be a whole number from ${least} to ${most}`);
}
