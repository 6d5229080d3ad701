import { rm } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { MINUTE } from './drawn.js';
import { fillRepeatedly } from './full-disks.js';
import { problemText, RunningServer, runServer, temporaryFolder } from './running.js';
import { makeReadOnly } from './small-disk.js';
import { numbered, pushNumbered } from './stored.js';

describe('a disk that is full', () => {
  it('costs nothing that was acknowledged, stores nothing by halves, and is used again once there is room', async () => {
    const { acknowledged, refusals, wrong } = await fillRepeatedly(1);
    expect(wrong).toEqual([]);
    expect(acknowledged).toBeGreaterThan(1);
    expect([...refusals.keys()]).toEqual([
      expect.stringMatching(
        /^507 The disk takes nothing more \(.*\): nothing of this window was stored\. Free space or lower --retention\. Retry-After: 30$/,
      ),
    ]);
  }, 120_000);
});

describe('a folder that nothing can be written to', () => {
  it('is named, with what to do', async () => {
    const dataDir = await temporaryFolder();
    const server = await RunningServer.start({ dataDir });
    await pushNumbered(server, 1);
    await server.stop();
    const undo = makeReadOnly(dataDir);
    try {
      const { code, stderr } = await runServer(['--port', '0', '--no-self-profile', '--data-dir', dataDir]);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(
          /^perf-server: Nothing can be written to \S+ \(.*\)\. Let this user write there, or choose another folder with --data-dir\.\n$/,
        ),
      ]);
      const check = await runServer(['check', '--data-dir', dataDir]);
      expect([check.code, check.stderr]).toEqual([2, expect.stringContaining('files are made beside it also to read')]);
    } finally {
      undo();
      await rm(dataDir, { recursive: true });
    }
  });
});

describe('a clock that jumps', () => {
  it('keeps windows out while they are ahead of it, and takes them once it agrees', async () => {
    const now = Date.now();
    const window = { service: 'shop', id: 'ahead', from: String(now + 55 * MINUTE), until: String(now + 56 * MINUTE) };
    const { body } = numbered(1);
    const dataDir = await temporaryFolder();
    const right = await RunningServer.start({ dataDir });
    const refused = problemText(await right.ask('POST', '/api/v1/profiles', { search: window, body }));
    expect(refused).toMatch(/^422 The window ends at \S+, more than 10 minutes ahead of this server's clock/);
    await right.stop();
    const preload = { NODE_OPTIONS: `--require=${process.cwd()}/test/server/fixtures/hour-ahead.cjs` };
    const ahead = await RunningServer.start({ dataDir, env: preload });
    expect(await ahead.push(window, body)).toMatchObject({ duplicate: false });
    await ahead.stop();
    // Set back again: what is stored stays, is known, and is answered.
    const back = await RunningServer.start({ dataDir });
    expect(await back.push(window, body)).toMatchObject({ duplicate: true });
    const range = { query: 'cpu{service="shop"}', from: String(now), until: String(now + 60 * MINUTE) };
    expect(await back.get('/api/v1/top', range)).toMatchObject({ total: 1, profiles: 1 });
    await back.stop();
    await rm(dataDir, { recursive: true });
  });
});
