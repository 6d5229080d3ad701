import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FunctionHistory } from '@perf/profile';
import { drawnPprof, MINUTE, minute, NOON } from './drawn.js';
import { RunningServer } from './running.js';

describe('/api/v1/function-history', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
    const cpu = (after: number, version: string, drawing: string) =>
      server.push({ service: 'shop', version, env: 'prod', ...minute(after) }, drawnPprof(drawing));
    await cpu(0, '1.0', 'main@app.js:1;price@price.js:7 20\nmain@app.js:2;price@price.js:9;sum@price.js:3 10\nidle 30');
    await cpu(2, '1.1', 'main@app.js:1;price@price.js:7;price@price.js:8 45\nmain@app.js:4 15');
    for (const [after, bytes] of [100, 300].entries()) {
      const drawing = `main@app.js:1;price@price.js:7 1 ${bytes}`;
      const types = ['inuse_objects/count', 'inuse_space/bytes'];
      await server.push({ service: 'shop', version: '1.0', ...minute(after) }, drawnPprof(drawing, { types }));
    }
  });
  afterAll(() => server.stop());

  const usual = { query: 'cpu{service="shop"}', from: String(NOON), until: String(NOON + 3 * MINUTE), step: '1m' };
  const ask = (search: Record<string, string>) =>
    server.get<FunctionHistory>('/api/v1/function-history', { ...usual, ...search });
  const text = (row: FunctionHistory['steps'][number]) => row && `self ${row.self} total ${row.total} of ${row.whole}`;

  it('follows a function step by step, recursion counted once, nothing where nothing was recorded', async () => {
    const report = await ask({ name: 'price', file: 'price.js' });
    expect(report.steps.map(text)).toEqual(['self 20 total 30 of 60', null, 'self 45 total 45 of 60']);
    expect(report.times).toEqual([0, 1, 2].map((after) => NOON + after * MINUTE));
  });

  it('adds it up by version, the newest first', async () => {
    const { versions } = await ask({ name: 'price' });
    expect(versions.map((row) => `${row.env} ${row.version} ${text(row)} in ${row.instanceSeconds} s`)).toEqual([
      'prod 1.1 self 45 total 45 of 60 in 60 s',
      'prod 1.0 self 20 total 30 of 60 in 60 s',
    ]);
  });

  it('says which of its lines it was: where they ran, and where they called what ran', async () => {
    const { lines } = await ask({ name: 'price' });
    expect(lines).toEqual([
      { line: 7, self: 20, total: 65 },
      { line: 8, self: 45, total: 0 },
      { line: 9, self: 0, total: 10 },
    ]);
  });

  it('shows instant types as what one snapshot held on average', async () => {
    const report = await ask({ name: 'price', query: 'inuse_space{service="shop"}', step: '3m' });
    expect([report.steps.map(text), report.versions.map(text)]).toEqual([
      ['self 200 total 200 of 200'],
      ['self 200 total 200 of 200'],
    ]);
    expect(report.lines).toEqual([{ line: 7, self: 200, total: 200 }]);
  });

  it('is there for a function that did not run: what ran instead is known', async () => {
    const report = await ask({ name: 'nobody' });
    expect([report.steps.map(text), report.lines]).toEqual([
      ['self 0 total 0 of 60', null, 'self 0 total 0 of 60'],
      [],
    ]);
    expect(await server.refusal('/api/v1/function-history', usual)).toBe('400 name is missing: write name=parseBody.');
  });
});
