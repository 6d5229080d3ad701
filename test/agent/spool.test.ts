import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fixture, Host } from './host.js';
import { Sink } from './sink.js';

/** Flushes again and again, and says how many windows are complete. */
const FLUSHING = fixture('complete-windows.mjs');

/** Adopts what it finds, for as long as it is left alone. */
const STAYS = `import '@perf/agent'; setInterval(() => {}, 1000);`;

describe('the spool', () => {
  let sink: Sink;
  let url: string;
  let spool: string;
  const hosts: Host[] = [];
  beforeEach(async () => {
    sink = await Sink.open();
    url = sink.url;
    spool = await mkdtemp(join(tmpdir(), 'perf-spool-test-'));
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) host.kill('SIGKILL');
    await sink.close();
    await rm(spool, { recursive: true, force: true });
  });

  function run(args: string[], variables: Record<string, string> = {}): Host {
    const host = Host.run(args, {
      PERF_SERVER_URL: url,
      PERF_SERVICE: 'spooler',
      PERF_SPOOL_DIR: spool,
      ...variables,
    });
    hosts.push(host);
    return host;
  }

  const stay = (variables: Record<string, string> = {}) =>
    run(['--input-type=module', '--eval', STAYS], { PERF_INTERVAL_MS: '3600000', ...variables });

  /** What happens while the server is away. */
  async function away<T>(work: () => Promise<T>): Promise<T> {
    const { port } = sink;
    await sink.close();
    const result = await work();
    sink = await Sink.open(port);
    return result;
  }

  /** A process that completes so many windows without a server, and is killed. Returns the names of its files. */
  async function leaveBehind(windows: number, variables: Record<string, string> = {}): Promise<string[]> {
    await away(async () => {
      const host = run([FLUSHING], variables);
      await host.prints(new RegExp(`complete: ${windows}\\.`));
      host.kill('SIGKILL');
      await host.ended;
    });
    return files();
  }

  async function files(): Promise<string[]> {
    const all = await readdir(spool, { recursive: true });
    return all.filter((name) => name.includes('/')).sort();
  }

  async function untilEmpty(): Promise<void> {
    while ((await files()).some((name) => !name.endsWith('.corrupt'))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const ids = () => sink.windows.map(({ meta }) => meta.id);
  const idOf = (file: string) => /-([0-9a-f-]{36})\./.exec(file)?.[1];

  it('holds nothing of a process whose windows have all arrived', async () => {
    expect(await run(['--import', '@perf/agent', '--eval', 'setTimeout(() => {}, 100)']).ended).toBe(0);
    expect(sink.windows.length).toBeGreaterThan(0);
    expect(await files()).toEqual([]);
  });

  it('hands what a killed process left to the next one that starts, whatever its name, oldest first', async () => {
    const left = await leaveBehind(3);
    expect(left.length).toBeGreaterThanOrEqual(3);
    stay({ PERF_SERVICE: 'heir' });
    await untilEmpty();
    expect(ids()).toEqual(left.map(idOf));
    expect(new Set(sink.windows.map(({ meta }) => meta.labels.service))).toEqual(new Set(['spooler']));
  });

  it('is for this user alone', async () => {
    await leaveBehind(1);
    const [file = ''] = await files();
    const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await mode(join(spool, file, '..'))).toBe('700');
    expect(await mode(join(spool, file))).toBe('600');
  });

  it('keeps windows of different servers apart', async () => {
    const left = await leaveBehind(1);
    const other = await Sink.open();
    stay({ PERF_SERVER_URL: other.url, PERF_INTERVAL_MS: '700' });
    await other.until(({ windows }) => windows.length > 0);
    await other.close();
    expect(await files()).toEqual(expect.arrayContaining(left));
  });

  it('is emptied by several processes at once, each window by one of them', async () => {
    const left = await leaveBehind(12);
    for (let heir = 0; heir < 3; heir++) stay();
    await untilEmpty();
    expect(ids().sort()).toEqual(left.map(idOf).sort());
    expect(sink.attempts).toHaveLength(left.length);
  });

  it('has a window that was under way when the process was killed', async () => {
    sink.answers = ['never answer'];
    const host = run([FLUSHING]);
    await sink.until(({ attempts }) => attempts.length === 1);
    while (!(await files()).some((name) => name.endsWith('.sending'))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    host.kill('SIGKILL');
    await host.ended;
    stay();
    await untilEmpty();
    expect(ids()).toEqual([sink.attempts[0]?.id]);
  });

  it('sets damaged windows aside, says so, and goes on', async () => {
    const left = await leaveBehind(3);
    const [first = '', second = ''] = left;
    await truncate(join(spool, first), 1000);
    const bytes = await readFile(join(spool, second));
    await writeFile(join(spool, second), bytes.fill(0, bytes.length - 20, bytes.length - 10));
    const heir = stay();
    await untilEmpty();
    expect(ids()).toEqual(left.slice(2).map(idOf));
    expect(heir.said).toEqual([
      expect.stringMatching(/set aside a damaged window .*: it has \d+ bytes instead of \d+/),
      expect.stringMatching(/set aside a damaged window .*: its checksum does not match/),
    ]);
    expect((await files()).map((name) => name.endsWith('.corrupt'))).toEqual([true, true]);
  });

  it('gives up the oldest windows beyond its bounds, and counts them', async () => {
    const left = await leaveBehind(20, { PERF_SPOOL_BYTES: '32768' });
    const sizes = await Promise.all(left.map(async (file) => (await stat(join(spool, file))).size));
    expect(left.length).toBeLessThan(20);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(32768);
    stay();
    await untilEmpty();
    const dropped = sink.windows.reduce((sum, { meta }) => sum + Number(meta.numbers.agentDroppedWindows), 0);
    expect(dropped).toBeGreaterThan(0);
  });

  it('gives up windows that are too old', async () => {
    const left = await leaveBehind(2);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await away(() => run([FLUSHING], { PERF_SPOOL_AGE_MS: '1000' }).prints(/complete: 1\./));
    expect((await files()).filter((name) => left.includes(name))).toEqual([]);
  });

  it('is named once where it cannot be used, and then windows are kept in memory', async () => {
    const blocked = join(spool, 'a-file');
    await writeFile(blocked, '');
    const host = await away(async () => {
      const blind = run([FLUSHING], { PERF_SPOOL_DIR: blocked });
      await blind.prints(/complete: 2\./);
      return blind;
    });
    await sink.until(({ windows }) => windows.length >= 2);
    expect(host.said.filter((line) => line.includes('windows cannot wait on disk'))).toEqual([
      expect.stringMatching(/: (EEXIST|ENOTDIR).*PERF_SPOOL_DIR/),
    ]);
  });

  it('does not trust a folder of somebody else in the temporary folder', async () => {
    const [dir, uid] = [join(spool, 'tmp'), process.getuid?.() ?? 0];
    await mkdir(join(dir, 'elsewhere'), { recursive: true });
    await symlink(join(dir, 'elsewhere'), join(dir, `perf-spool-${uid}`));
    const host = run([FLUSHING], { PERF_SPOOL_DIR: '', TMPDIR: dir });
    await away(() => host.says(/cannot deliver/));
    expect(host.said).toContainEqual(
      expect.stringMatching(/windows cannot wait on disk: .* is not a folder of this user/),
    );
    expect(await readdir(join(dir, 'elsewhere'), { recursive: true })).not.toContainEqual(
      expect.stringMatching(/window$/),
    );
  });
});
