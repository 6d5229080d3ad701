import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeployVerdict } from '@perf/profile';
import { random } from '../bench/workload.js';
import { drawnPprof, MINUTE } from './drawn.js';
import { RunningServer } from './running.js';

const MIB = 2 ** 20;
const DAY = 24 * 60 * MINUTE;
const NOW = Date.now();
const SAMPLE = Math.round(1e9 / 99);
const CPU = drawnPprof(`main@src/main.ts;a@src/a.ts ${900 * SAMPLE}\nmain@src/main.ts;b@src/b.ts ${500 * SAMPLE}`);

interface Run {
  readonly service: string;
  readonly version: string;
  readonly startMs: number;
  readonly windows?: number;
  /** What the heap holds after a collection, by minutes since the instance began. */
  readonly held: (minutes: number) => number;
}

/** Three instances that hold about as much, and up to half as much again that waits for a collection. */
async function run(server: RunningServer, { service, version, startMs, windows = 22, held }: Run, ageMs = 0) {
  const next = random(10 * service.length + Number(version));
  for (const instance of ['a', 'b', 'c']) {
    const own = 1 + 0.04 * (next() - 0.5);
    for (let window = 0; window < windows; window++) {
      const from = startMs + window * MINUTE;
      const minutes = window + ageMs / MINUTE;
      const heapUsedBytes = held(minutes) * own * (1 + next() / 2) * MIB;
      const labels = { service, version, instance: `${version}-${instance}` };
      const meta = { id: `${service} ${version} ${instance} ${from}`, from, until: from + MINUTE, labels };
      await server.pushWindow({ ...meta, numbers: { heapUsedBytes } }, [CPU]);
    }
  }
}

describe('the heap beside a deploy’s verdict', () => {
  let server: RunningServer;
  const start = NOW - 40 * MINUTE;
  beforeAll(async () => {
    server = await RunningServer.start({ flags: ['--compare-every', '1h'] });
    const sideBySide = async (service: string, before: number, after: number) => {
      await run(server, { service, version: '1', startMs: start, held: () => before });
      await run(server, { service, version: '2', startMs: start + MINUTE / 2, held: () => after });
    };
    await Promise.all([
      sideBySide('grown', 80, 120),
      sideBySide('same', 80, 80),
      (async () => {
        // A cache that fills for days: the old version holds more, and held as much when it was as young.
        const held = (minutes: number) => 80 + minutes / 30;
        await run(server, { service: 'aged', version: '1', startMs: start - 3 * DAY, held });
        await run(server, { service: 'aged', version: '1', startMs: start, held }, 3 * DAY);
        await run(server, { service: 'aged', version: '2', startMs: start + MINUTE / 2, held });
      })(),
    ]);
  });
  afterAll(() => server.stop());

  const heapOf = async (service: string) =>
    (await server.get<DeployVerdict>('/api/v1/verdict', { service, base: '1', version: '2' })).heap;

  it('is told to have grown, by what instances hold after collections', async () => {
    const heap = await heapOf('grown');
    expect(heap).toMatchObject({ outcome: 'regressed', baseInstances: 3, instances: 3 });
    expect(heap?.low).toBeGreaterThan(0.3);
    expect(heap?.high).toBeLessThan(0.7);
  });

  it('is as it was where instances of one version differ as much', async () => {
    expect(await heapOf('same')).toMatchObject({ outcome: 'unchanged' });
  });

  it('is compared at the same age', async () => {
    const heap = await heapOf('aged');
    expect(heap).toMatchObject({ outcome: 'unchanged' });
    expect(Math.abs(heap?.change ?? 1)).toBeLessThan(0.1);
  });
});
