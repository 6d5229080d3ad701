import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServicesReport, TopReport } from '@perf/profile';
import Database from 'better-sqlite3';
import { drawnPprof, MINUTE, NOON } from './drawn.js';
import { problemText, RunningServer, runServer, temporaryFolder } from './running.js';
import { pushNumbered, storedNumbers } from './stored.js';

const DAY = 24 * 60 * MINUTE;
const BLOCK = '2024-03-01.db';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

/** A data folder with the even numbers on March 1st and the odd ones on the 2nd, and no server. */
async function filled(name: string): Promise<string> {
  const dataDir = join(folder, name);
  const server = await RunningServer.start({ dataDir });
  for (let number = 1; number <= 30; number++) await pushNumbered(server, number);
  await server.stop();
  return dataDir;
}

const range = (fromDay: number, untilDay: number) => ({
  query: 'cpu{service="shop"}',
  from: String(NOON + fromDay * DAY),
  until: String(NOON + untilDay * DAY),
});

/** How many profiles the answer over some days rests on, or why there is none. */
async function profilesOf(server: RunningServer, fromDay: number, untilDay: number): Promise<number | string> {
  const answer = await server.ask('GET', '/api/v1/top', { search: range(fromDay, untilDay) });
  return answer.status === 200 ? (JSON.parse(answer.body.toString()) as TopReport).profiles : problemText(answer);
}

const damages: [string, (path: string) => Promise<void>, string][] = [
  ['truncated', async (path) => truncate(path, (await stat(path)).size - 4096), 'database disk image is malformed'],
  ['overwritten with noise', (path) => writeFile(path, randomBytes(100_000)), 'file is not a database'],
  ['of zero bytes', (path) => truncate(path, 0), 'it is empty'],
];

describe.each(damages)('a block %s', (name, damage, reason) => {
  let dataDir: string;
  let server: RunningServer;
  let bytes: Buffer;
  const path = () => join(dataDir, 'blocks', BLOCK);
  beforeAll(async () => {
    dataDir = await filled(name);
    await damage(path());
    bytes = await readFile(path());
    server = await RunningServer.start({ dataDir });
  });
  afterAll(() => server.stop());

  it('costs its own day: the other ones are answered and added to', async () => {
    expect(await profilesOf(server, 1, 2)).toBe(15);
    await pushNumbered(server, 31);
    expect(await profilesOf(server, 1, 2)).toBe(16);
    expect((await server.ask('GET', '/readyz')).status).toBe(200);
    const { services } = await server.get<ServicesReport>('/api/v1/services');
    expect(services.map((service) => service.name)).toEqual(['shop']);
  });

  it('is named in the log and in the metrics', async () => {
    const line = await server.logs(/.*blocks\/2024-03-01\.db is damaged.*/);
    expect(JSON.parse(line)).toMatchObject({
      level: 50,
      error:
        `blocks/${BLOCK} is damaged (${reason}): that day is neither answered nor added to, every other one is. ` +
        'perf-server check says what is lost and what to do.',
    });
    expect(await server.metric('perf_damaged_block{day="2024-03-01"}')).toBe(1);
    expect(await server.metric('perf_damaged_block{day="2024-03-02"}')).toBeNaN();
  });

  it('is never left out of an answer in silence', async () => {
    const told = await profilesOf(server, 0, 2);
    expect(told).toMatch(/^500 blocks\/2024-03-01\.db is damaged \(.*\): what was asked for cannot be read from it\./);
    expect(await server.logs(/.*a request failed.*/)).toContain('blocks/2024-03-01.db is damaged');
  });

  it('is not added to, and the sender may come again', async () => {
    const from = String(NOON + 5 * MINUTE);
    const search = { service: 'shop', from, until: String(NOON + 6 * MINUTE) };
    const answer = await server.ask('POST', '/api/v1/profiles', { search, body: drawnPprof('main 1') });
    expect(problemText(answer)).toBe(
      `503 blocks/${BLOCK} is damaged (${reason}): nothing of this window was stored. Stop the server and put a copy ` +
        'from a backup in its place, or move it out of its folder, and send the window again.',
    );
    expect(answer.headers['retry-after']).toBe('60');
  });

  it('is found by check, and is left as it is', async () => {
    const { code, stdout } = await runServer(['check', '--data-dir', dataDir]);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      new RegExp(`^blocks/${BLOCK}: ${reason}\n  costs: all of 2024-03-01.*\n  do: Stop the server and put the file`),
    );
    expect((await readFile(path())).equals(bytes)).toBe(true);
  });

  it('is replaced by an empty one once it is moved away, and its windows can be sent again', async () => {
    await rename(path(), join(dataDir, BLOCK));
    for (const suffix of ['-wal', '-shm']) await rm(path() + suffix, { force: true });
    expect(await pushNumbered(server, 2)).toMatchObject({ duplicate: false });
    expect(await profilesOf(server, 0, 2)).toBe(17);
    expect(await server.metric('perf_damaged_block{day="2024-03-01"}')).toBeNaN();
  });
});

describe('one damaged vector', () => {
  it('costs what lies in its range, and is found by check', async () => {
    const dataDir = join(folder, 'vector');
    const first = await RunningServer.start({ dataDir });
    for (const minute of [0, 30, 60]) {
      const from = NOON + minute * MINUTE;
      const search = { service: 'shop', from: String(from), until: String(from + MINUTE) };
      await first.push(search, drawnPprof('main;a 1'));
    }
    await first.stop();
    const block = new Database(join(dataDir, 'blocks', BLOCK));
    block.exec("DELETE FROM rollup_vector; DELETE FROM rollup; UPDATE profile SET data = x'' WHERE id = 2");
    block.close();

    const server = await RunningServer.start({ dataDir });
    const asked = async (fromMinute: number, untilMinute: number) => {
      const times = { from: String(NOON + fromMinute * MINUTE), until: String(NOON + untilMinute * MINUTE) };
      const answer = await server.ask('GET', '/api/v1/top', { search: { query: 'cpu{service="shop"}', ...times } });
      return answer.status === 200 ? (JSON.parse(answer.body.toString()) as TopReport).total : problemText(answer);
    };
    expect([await asked(0, 30), await asked(31, 90)]).toEqual([1, 1]);
    expect(await asked(0, 90)).toMatch(
      /^500 blocks\/2024-03-01\.db is damaged \(a stored vector ends too early\): what was asked for cannot be read/,
    );
    const { code, stdout } = await runServer(['check', '--data-dir', dataDir]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('profile 2 of 2024-03-01T12:30:30.000Z: a stored vec')]);
    await server.stop();
  });
});

describe('the catalog', () => {
  it.each<[string, (path: string) => Promise<void>]>([
    ['truncated', async (path) => truncate(path, 8192)],
    ['overwritten with noise', (path) => writeFile(path, randomBytes(50_000))],
    ['overwritten in the middle', overwriteMiddle],
  ])('%s is set aside and built again from the blocks', async (name, damage) => {
    const dataDir = await filled(`catalog ${name}`);
    const path = join(dataDir, 'catalog.db');
    await damage(path);
    const bytes = await readFile(path);
    const server = await RunningServer.start({ dataDir });
    expect(await server.logs(/.*catalog\.db is damaged.*/)).toContain('set aside as catalog.db.damaged');
    expect((await storedNumbers(server)).size).toBe(30);
    expect(await pushNumbered(server, 1)).toMatchObject({ duplicate: true });
    expect((await readFile(`${path}.damaged`)).equals(bytes)).toBe(true);
    await server.stop();
    expect((await runServer(['check', '--data-dir', dataDir])).code).toBe(0);
  });

  it.each<[string, (path: string) => Promise<void>]>([
    ['missing', (path) => rm(path)],
    ['empty', (path) => truncate(path, 0)],
  ])('%s is built from the blocks', async (name, damage) => {
    const dataDir = await filled(`catalog ${name}`);
    await damage(join(dataDir, 'catalog.db'));
    const server = await RunningServer.start({ dataDir });
    expect((await storedNumbers(server)).size).toBe(30);
    await server.stop();
  });

  it('that is damaged while the server runs is built again from the blocks, without a restart', async () => {
    const dataDir = await filled('catalog at run time');
    const server = await RunningServer.start({ dataDir });
    await writeFile(join(dataDir, 'catalog.db'), randomBytes(50_000));
    const first = await server.ask('GET', '/api/v1/services');
    expect([first.headers['retry-after'], problemText(first)]).toEqual([
      '5',
      '503 catalog.db is damaged (file is not a database). It is built again from the blocks: ask again.',
    ]);
    expect(await server.logs(/.*catalog\.db is damaged.*/)).toContain('set aside as catalog.db.damaged');
    expect((await storedNumbers(server)).size).toBe(30);
    expect(await pushNumbered(server, 1)).toMatchObject({ duplicate: true });
    await server.stop();
    expect((await runServer(['check', '--data-dir', dataDir])).code).toBe(0);
  });

  it('follows a block that was put back from a backup', async () => {
    const dataDir = await filled('put back');
    const path = join(dataDir, 'blocks', BLOCK);
    const earlier = await readFile(path);
    const first = await RunningServer.start({ dataDir });
    await pushNumbered(first, 32);
    await first.stop();
    await writeFile(path, earlier);
    const second = await RunningServer.start({ dataDir });
    expect(await pushNumbered(second, 30)).toMatchObject({ duplicate: true });
    expect(await pushNumbered(second, 32)).toMatchObject({ duplicate: false });
    await second.stop();
  });
});

describe('the lock', () => {
  it('ends with a server that is killed', async () => {
    const dataDir = join(folder, 'killed');
    const first = await RunningServer.start({ dataDir });
    await first.kill();
    const second = await RunningServer.start({ dataDir });
    expect((await second.ask('GET', '/readyz')).status).toBe(200);
    await second.stop();
  });

  it('that is damaged is named, with what to do', async () => {
    const dataDir = await filled('lock');
    await writeFile(join(dataDir, 'lock.db'), randomBytes(20_000));
    const { code, stderr } = await runServer(['--port', '0', '--no-self-profile', '--data-dir', dataDir]);
    expect([code, stderr]).toEqual([
      1,
      `perf-server: ${join(dataDir, 'lock.db')} is damaged (file is not a database). ` +
        'Stop every perf-server of that folder and remove it: it is empty.\n',
    ]);
  });
});

/** Noise over the third page and all after it. */
async function overwriteMiddle(path: string): Promise<void> {
  const bytes = await readFile(path);
  randomBytes(bytes.length - 8192).copy(bytes, 8192);
  await writeFile(path, bytes);
}
