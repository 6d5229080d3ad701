import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AlertsReport, ChangesReport, ShareChange } from '@perf/profile';
import { random } from '../bench/workload.js';
import { drawnPprof, MINUTE } from './drawn.js';
import { firstRound, storeUnseen } from './rounds.js';
import { type RunningServer, temporaryFolder } from './running.js';

const HOUR = 60 * MINUTE;
const BIN = 10 * MINUTE;
const SAMPLE = Math.round(1e9 / 99);
const CALL = '/api/v1/changes';
/** The end of a block of two hours, long enough ago that all before it is looked at. */
const END = Math.floor((Date.now() - BIN) / (2 * HOUR)) * 2 * HOUR;

/** What functions take of ten minutes, in samples. */
const usual = { render: 2000, parse: 1500, price: 800, log: 600, sign: 500, route: 400 };

interface Drawing {
  readonly service: string;
  readonly instance?: string;
  /** Times as much as usual of `price`, so many hours before the end. */
  readonly price: (hoursAgo: number) => number;
  readonly version?: (hoursAgo: number) => string;
  readonly days?: number;
}

/** Two days of a service unless told: four windows of ten minutes in two hours, which are enough to be looked at. */
async function runDays(server: RunningServer, drawing: Drawing): Promise<void> {
  const { service, instance = 'a', price, version = () => '1', days = 2 } = drawing;
  const next = random([...service].reduce((sum, letter) => sum + letter.charCodeAt(0), 7));
  for (let from = END - days * 24 * HOUR; from < END; from += 3 * BIN) {
    const hoursAgo = (END - from) / HOUR;
    const lines = Object.entries(usual).map(([name, samples]) => {
      const mean = samples * (name === 'price' ? price(hoursAgo) : 1);
      const drawn = Math.round(mean + 2 * Math.sqrt(mean) * (next() + next() - 1));
      return `main@src/main.ts;${name}@src/${name}.ts ${drawn * SAMPLE}`;
    });
    const times = { from: String(from), until: String(from + BIN) };
    await server.push({ service, instance, version: version(hoursAgo), ...times }, drawnPprof(lines.join('\n')));
  }
}

/** A change in words. */
function told({ service, function: fn, ratio, range, wentAwayMs, version }: ShareChange): string {
  const ago = (ms: number) => `${Math.round((END - ms) / HOUR)} h`;
  const back = wentAwayMs === null ? '' : `, back ${ago(wentAwayMs)} ago`;
  const why = version === null ? ', nobody asked for it' : `, with ${version}`;
  return `${service}: ${fn.name}@${fn.file} times ${Math.round(ratio.value)}, ${ago(range.fromMs)} to ${ago(range.untilMs)} ago${back}${why}`;
}

describe('changes', () => {
  let dataDir: string;
  let report: ChangesReport;
  let titles: string[];
  const look = (alsoAsk?: (server: RunningServer) => Promise<void>): Promise<ChangesReport> =>
    firstRound<ChangesReport>(
      dataDir,
      CALL,
      ({ looked }, startMs) => looked.filter(({ lookedMs }) => lookedMs >= startMs).length === 3,
      alsoAsk,
    );
  beforeAll(async () => {
    dataDir = await temporaryFolder();
    const doubled = (hoursAgo: number) => (hoursAgo <= 20 ? 2 : 1);
    await storeUnseen(dataDir, async (server) => {
      await Promise.all([
        runDays(server, { service: 'drifted', price: doubled }),
        runDays(server, { service: 'released', price: doubled, version: (ago) => (ago <= 20 ? '2' : '1') }),
        runDays(server, { service: 'spiked', price: (ago) => (ago <= 36 && ago > 20 ? 2 : 1), days: 3 }),
      ]);
    });
    report = await look(async (server) => {
      titles = (await server.get<AlertsReport>('/api/v1/alerts')).alerts
        .filter(({ kind }) => kind === 'change')
        .map(({ title }) => title);
    });
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  it('are found without a deploy, and are explained by one where there is; what went away is said to', () => {
    expect(report.changes.map(told).sort()).toEqual([
      'drifted: price@src/price.ts times 2, 22 h to 18 h ago, nobody asked for it',
      'released: price@src/price.ts times 2, 22 h to 18 h ago, with 2',
      'spiked: price@src/price.ts times 2, 38 h to 34 h ago, back 20 h ago, nobody asked for it',
    ]);
  });

  it('are told as alerts where nobody asked for them and they go on', () => {
    expect(titles).toEqual([
      expect.stringMatching(
        /^price takes more in drifted, without a deploy: 1\d\.\d % → 2\d\.\d % of CPU at equal work: 2 times, /,
      ),
    ]);
  });

  it('say what was looked at', () => {
    expect(report.looked.map(({ service, functions, share }) => `${service} ${functions} ${share}`).sort()).toEqual([
      'drifted 6 1',
      'released 6 1',
      'spiked 6 1',
    ]);
  });

  it('outlive a restart, and are the same where late windows make them smaller', async () => {
    const before = report.changes.find(({ service }) => service === 'drifted') as ShareChange;
    await storeUnseen(dataDir, async (server) => {
      expect(await server.get<ChangesReport>(CALL)).toEqual(report);
      await runDays(server, { service: 'drifted', instance: 'b', price: () => 1 });
    });
    const after = (await look()).changes.find(({ service }) => service === 'drifted');
    expect(after).toMatchObject({ id: before.id, foundMs: before.foundMs });
    expect(after?.ratio.value).toBeCloseTo(1.5, 1);
  });
});
