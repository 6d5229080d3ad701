import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GateReport } from '@perf/profile';
import { MINUTE } from './drawn.js';
import { problemText, RunningServer } from './running.js';
import { runVersion, usual } from './versions.js';

describe('a gate over sides that have labels', () => {
  let server: RunningServer;
  let range: { from: number; until: number };
  beforeAll(async () => {
    server = await RunningServer.start();
    const now = Date.now();
    range = { from: now - 60 * MINUTE, until: now };
    await runVersion(server, { service: 'shop', version: '1.4.1' }, usual, 50, { windows: 40 });
    await runVersion(server, { service: 'shop', version: '1.4.2' }, { ...usual, price: 170 }, 50, { windows: 40 });
  });
  afterAll(() => server.stop());

  const ask = (base: Record<string, string>, comparison: Record<string, string>) =>
    server.ask('POST', '/api/v1/gate', {
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(
        JSON.stringify({
          service: 'shop',
          base: { name: 'before', ...range, labels: base },
          comparison: { name: 'after', ...range, labels: comparison },
        }),
      ),
    });

  it('tells versions of one time apart by their label', async () => {
    const { body } = await ask({ version: '1.4.1' }, { version: '1.4.2' });
    const { result } = JSON.parse(body.toString()) as GateReport;
    expect([result.outcome, ...result.findings.map((finding) => finding.function.name)]).toEqual([
      'regressed',
      'price',
    ]);
  });

  it.each(['service', 'env'])('refuses %s among them', async (name) => {
    expect(problemText(await ask({ [name]: 'a' }, {}))).toBe(
      '400 base.labels: must not have service or env: these stand beside base and comparison.',
    );
  });
});
