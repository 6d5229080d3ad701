import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeploysReport, DeployVerdict, RegressionsReport } from '@perf/profile';
import { RunningServer, temporaryFolder } from './running.js';
import { runVersion, usual } from './versions.js';

/** A verdict in words. */
function told({ version, previous, result }: DeployVerdict): string {
  const findings = result.findings.map(
    ({ label, function: { name, file }, low, high }) =>
      `${label} ${name}@${file} by ${(100 * low).toFixed(0)} to ${(100 * high).toFixed(0)} %`,
  );
  return [`${version} after ${previous}: ${result.outcome}`, ...findings, ...result.missing].join('; ');
}

async function deploysOf(server: RunningServer, service: string) {
  return (await server.get<DeploysReport>('/api/v1/deploys', { service })).deploys;
}

/** Verdicts of a service, once each version that has one before it was compared. */
async function verdicts(server: RunningServer, service: string): Promise<DeployVerdict[]> {
  for (;;) {
    const deploys = (await deploysOf(server, service)).filter(({ previous }) => previous !== null);
    const found = deploys.flatMap(({ verdict }) => verdict ?? []);
    if (deploys.length > 0 && found.length === deploys.length) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('verdicts', () => {
  let dataDir: string;
  let server: RunningServer;
  beforeAll(async () => {
    dataDir = await temporaryFolder();
    // None is made of half a version: that is one too, until the next.
    const filling = await RunningServer.start({ dataDir, flags: ['--compare-every', '1h'] });
    await runVersion(filling, { service: 'shop', version: '1.0.0' }, usual, 90, { windows: 80 });
    await runVersion(filling, { service: 'shop', version: '1.1.0' }, { ...usual, price: 170 }, 60);
    await runVersion(filling, { service: 'shop', version: '1.2.0' }, { ...usual, price: 170 }, 58, {
      folder: 'lib/shop',
    });
    await runVersion(filling, { service: 'young', version: '1' }, usual, 40);
    await runVersion(filling, { service: 'young', version: '2' }, usual, 40, { windows: 4 });
    await filling.stop();
    server = await RunningServer.start({ dataDir, flags: ['--compare-every', '1s'] });
  });
  afterAll(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true });
  });

  it('come with each deploy, without anybody asking; files that were moved are no change', async () => {
    expect((await verdicts(server, 'shop')).map(told)).toEqual([
      '1.2.0 after 1.1.0: unchanged',
      expect.stringMatching(/^1\.1\.0 after 1\.0\.0: regressed; regressed price@src\/price\.ts by \d+ to \d+ %$/),
    ]);
    expect((await deploysOf(server, 'shop')).at(-1)).toMatchObject({ version: '1.0.0', verdict: null });
  });

  it('say what is missing while there is too little', async () => {
    const [verdict] = await verdicts(server, 'young');
    expect(verdict?.result.outcome).toBe('undecided');
    expect(verdict?.result.missing.length).toBeGreaterThan(0);
  });

  it('list what got slower, with its evidence', async () => {
    await verdicts(server, 'shop');
    const { regressions } = await server.get<RegressionsReport>('/api/v1/regressions');
    expect(regressions).toMatchObject([
      {
        service: 'shop',
        version: '1.1.0',
        previous: '1.0.0',
        advisoryOnly: false,
        finding: { label: 'regressed', function: { name: 'price', file: 'src/price.ts' } },
      },
    ]);
    const { delta = 0, low = 0, high = 0 } = regressions[0]?.finding ?? {};
    expect(low < delta && delta < high && low > 0).toBe(true);
    expect(await server.get('/api/v1/regressions', { service: 'young' })).toEqual({ regressions: [] });
  });

  it('are made again where windows arrive late', async () => {
    const madeMs = async () => (await verdicts(server, 'shop')).at(-1)?.madeMs ?? 0;
    const before = await madeMs();
    await runVersion(server, { service: 'shop', version: '1.1.0' }, { ...usual, price: 171 }, 60, { windows: 1 });
    while ((await madeMs()) === before) await new Promise((resolve) => setTimeout(resolve, 100));
  });

  it('of any two versions are made when asked', async () => {
    const asked = { service: 'shop', base: '1.0.0', version: '1.2.0', q: '0.01' };
    const verdict = await server.get<DeployVerdict>('/api/v1/verdict', asked);
    expect(told(verdict)).toMatch(/^1\.2\.0 after 1\.0\.0: regressed; regressed price@lib\/shop\/price\.ts by/);
    expect(await server.refusal('/api/v1/verdict', { ...asked, base: '0.9' })).toBe(
      '404 shop has no version "0.9". Known: 1.0.0, 1.1.0, 1.2.0.',
    );
  });
});

describe('a file of verdicts that is damaged', () => {
  it('keeps no server from starting, is set aside, and is made again', async () => {
    const dataDir = await temporaryFolder();
    const path = join(dataDir, 'verdicts.db');
    await writeFile(path, Buffer.alloc(20_000, 'noise'));
    const before = await RunningServer.start({ dataDir, flags: ['--compare-every', '1h'] });
    expect(await before.refusal('/api/v1/deploys', { service: 'shop' })).toMatch(
      /^503 verdicts\.db cannot be read \(.*\)\. It is looked at again soon: ask again\./,
    );
    await before.stop();
    const server = await RunningServer.start({ dataDir, flags: ['--compare-every', '1s'] });
    await server.logs(/verdicts\.db is damaged \(.*\)\. It was set aside as verdicts\.db\.damaged and is begun anew/);
    expect(await readFile(`${path}.damaged`, 'utf8')).toMatch(/^(noise)+$/);
    await runVersion(server, { service: 'shop', version: '1' }, usual, 40);
    await runVersion(server, { service: 'shop', version: '2' }, usual, 40);
    const found = await verdicts(server, 'shop');
    expect(found).toMatchObject([{ version: '2', previous: '1' }]);
    await server.stop();
    await rm(dataDir, { recursive: true });
  });
});
