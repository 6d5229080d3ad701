import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Mutes } from '@perf/server/alerts/mutes.js';
import { openSettings } from '@perf/server/settings/settings-file.js';
import { RunningServer, runServer, temporaryFolder } from './running.js';
import { pushNumbered, storedNumbers } from './stored.js';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

/** A data folder with the numbers up to `last` on two days, and no server. */
async function filled(name: string, last: number): Promise<string> {
  const dataDir = join(folder, name);
  const server = await RunningServer.start({ dataDir });
  for (let number = 1; number <= last; number++) await pushNumbered(server, number);
  await server.stop();
  return dataDir;
}

const once = (last: number) => Array.from({ length: last }, (_, index) => [index + 1, 1]);

async function servedFrom(dataDir: string): Promise<[number, number][]> {
  const server = await RunningServer.start({ dataDir });
  const stored = await storedNumbers(server);
  await server.stop();
  return [...stored].sort(([a], [b]) => a - b);
}

/** Something about what people told the server of a folder, which no server has open. */
function inSettings<T>(dataDir: string, say: (mutes: Mutes) => T): T {
  const db = openSettings(dataDir);
  try {
    return say(new Mutes(db));
  } finally {
    db.close();
  }
}

describe('backup', () => {
  it('copies what is acknowledged while the server runs and takes more, to a folder that can be served', async () => {
    const server = await RunningServer.start({ dataDir: join(folder, 'online') });
    for (let number = 1; number <= 20; number++) await pushNumbered(server, number);
    let last = 20;
    let isDone = false;
    const client = async () => {
      while (!isDone) await pushNumbered(server, ++last);
    };
    const pushing = [client(), client()];
    const backup = join(folder, 'online-copy');
    const { code, stdout, stderr } = await runServer(['backup', backup, '--data-dir', server.dataDir]);
    isDone = true;
    await Promise.all(pushing);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Backed up 2 blocks: [\d.]+ [kM]B are now [\d.]+ [kM]B\.\n$/);
    await server.stop();

    const copied = await servedFrom(backup);
    expect(copied.filter(([number]) => number <= 20)).toEqual(once(20));
    expect(copied.filter(([, times]) => times !== 1)).toEqual([]);
    expect((await runServer(['check', '--data-dir', backup])).stdout).toMatch(/^All is well: 4 files/);
  });

  it('takes the data folder of the server before its own name, and of the environment', async () => {
    const dataDir = await filled('named', 2);
    expect((await runServer(['--data-dir', dataDir, 'backup', join(folder, 'named-1')])).code).toBe(0);
    const environment = { PERF_SERVER_DATA_DIR: dataDir };
    expect((await runServer(['backup', join(folder, 'named-2')], environment)).code).toBe(0);
    expect((await readdir(join(folder, 'named-2', 'blocks'))).sort()).toEqual(['2024-03-01.db', '2024-03-02.db']);
  });

  it('mixes no two backups', async () => {
    const dataDir = await filled('mixed', 2);
    const backup = join(folder, 'mixed-copy');
    await mkdir(backup);
    await writeFile(join(backup, 'other'), '');
    expect(await runServer(['backup', backup, '--data-dir', dataDir])).toEqual({
      code: 2,
      stdout: '',
      stderr: `perf-server: ${backup} is not an empty folder: name a new one, so that no other backup is mixed with this.\n`,
    });
    expect(await readdir(backup)).toEqual(['other']);
  });

  it('copies the other days where one is damaged, and says which it left out', async () => {
    const dataDir = await filled('partly', 4);
    await writeFile(join(dataDir, 'blocks', '2024-03-01.db'), 'noise'.repeat(2_000));
    const backup = join(folder, 'partly-copy');
    const { code, stdout } = await runServer(['backup', backup, '--data-dir', dataDir]);
    expect(code).toBe(1);
    expect(stdout).toContain('blocks/2024-03-01.db was left out: it is damaged (file is not a database).');
    expect(stdout).toContain('Backed up 1 block:');
    expect(await servedFrom(backup)).toEqual([
      [1, 1],
      [3, 1],
    ]);
  });
});

describe('restore', () => {
  it('brings back what was backed up', async () => {
    const dataDir = await filled('original', 6);
    const backup = join(folder, 'original-copy');
    const mute = inSettings(dataDir, (mutes) => mutes.add({ service: 'x', reason: 'known' }, 1));
    await runServer(['backup', backup, '--data-dir', dataDir]);
    const restored = join(folder, 'restored');
    const { code, stdout } = await runServer(['restore', backup, '--data-dir', restored]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Restored 2 blocks: /)]);
    expect(await servedFrom(restored)).toEqual(once(6));
    expect(inSettings(restored, (mutes) => mutes.list(2))).toEqual([mute]);
  });

  it('overwrites no profiles, and nothing under a running server', async () => {
    const backup = await filled('full-copy', 2);
    const dataDir = await filled('full', 2);
    expect(await runServer(['restore', backup, '--data-dir', dataDir])).toEqual({
      code: 2,
      stdout: '',
      stderr: `perf-server: ${dataDir} has blocks already: restore into a new folder, or move its blocks away first.\n`,
    });
    const server = await RunningServer.start({ dataDir: join(folder, 'running') });
    const { code, stderr } = await runServer(['restore', backup, '--data-dir', server.dataDir]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is in use by another perf-server')]);
    await server.stop();
  });
});

describe('compact', () => {
  it('writes the blocks anew and loses nothing', async () => {
    const dataDir = await filled('loose', 6);
    const { code, stdout } = await runServer(['compact', '--data-dir', dataDir]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Compacted 2 blocks: [\d.]+ kB are now [\d.]+ kB\.\n$/)]);
    expect(await servedFrom(dataDir)).toEqual(once(6));
  });

  it('leaves a running server alone', async () => {
    const server = await RunningServer.start({ dataDir: join(folder, 'busy') });
    await pushNumbered(server, 1);
    const { code, stderr } = await runServer(['compact', '--data-dir', server.dataDir]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is in use by another perf-server. Stop that one')]);
    await server.stop();
  });
});

describe('check', () => {
  it('is content with a store, also while it is served', async () => {
    const server = await RunningServer.start({ dataDir: join(folder, 'served') });
    for (let number = 1; number <= 4; number++) await pushNumbered(server, number);
    const { code, stdout } = await runServer(['check', '--data-dir', server.dataDir]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^All is well: 4 files, \d+ vectors, \d+ rollups/)]);
    await server.stop();
  });

  it('takes no other folder for a store that is well', async () => {
    const other = join(folder, 'other');
    await mkdir(other);
    expect(await runServer(['check', '--data-dir', other])).toEqual({
      code: 2,
      stdout: '',
      stderr: `perf-server: ${other} has no folder of blocks: name the data folder of a perf-server.\n`,
    });
    expect(await readdir(other)).toEqual([]);
  });
});

it.each<[string, string[], string]>([
  ['a command that is none', ['backp'], "unknown command 'backp'\n(Did you mean backup?)"],
  ['a backup to nowhere', ['backup'], "missing required argument 'folder'"],
  ['a flag that is none of a command', ['check', '--prot', '1'], "unknown option '--prot'"],
])('names %s', async (_, args, message) => {
  const { code, stdout, stderr } = await runServer(args);
  expect([code, stdout, stderr]).toEqual([
    args[0] === 'backp' ? 1 : 2,
    '',
    `error: ${message}\nRun perf-server --help for all options.\n`,
  ]);
});
