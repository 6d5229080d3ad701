import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeploysReport, Experiment, ExperimentsReport } from '@perf/profile';
import { drawnPprof } from './drawn.js';
import { type Answer, problemText, RunningServer, runServer, temporaryFolder } from './running.js';

const KEY = 'the key';
let folder: string;
let dataDir: string;
let server: RunningServer;
beforeAll(async () => {
  folder = await temporaryFolder();
  dataDir = join(folder, 'data');
  server = await RunningServer.start({ dataDir, flags: ['--api-key', KEY] });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const JSON_TYPE = { 'content-type': 'application/json' };
const send = (method: string, path: string, body: object = {}, headers: object = { authorization: `Bearer ${KEY}` }) =>
  server.ask(method, `/api/v1/${path}`, {
    headers: { ...JSON_TYPE, ...headers },
    ...(method === 'DELETE' ? {} : { body: Buffer.from(JSON.stringify(body)) }),
  });
const read = <T>({ body }: Answer): T => JSON.parse(body.toString()) as T;
const names = async (search: Record<string, string> = {}) =>
  (await server.get<ExperimentsReport>('/api/v1/experiments', search)).experiments.map(({ name }) => name);

describe('an experiment', () => {
  it('begins when it is started, ends when it is stopped, and stays as it was', async () => {
    const before = Date.now();
    const answer = await send('POST', 'experiments', {
      name: 'k6-1',
      service: 'shop',
      env: 'test',
      labels: { region: 'eu' },
    });
    expect(answer.status).toBe(201);
    const started = read<Experiment>(answer);
    expect(started).toMatchObject({
      name: 'k6-1',
      service: 'shop',
      env: 'test',
      labels: { region: 'eu' },
      note: '',
      untilMs: null,
    });
    expect(started.fromMs).toBeGreaterThanOrEqual(before);
    const stopped = read<Experiment>(await send('POST', 'experiments/k6-1/stop'));
    expect(stopped.untilMs).toBeGreaterThan(started.fromMs);
    expect(read(await send('POST', 'experiments/k6-1/stop'))).toEqual(stopped);
    expect(await server.get('/api/v1/experiments/k6-1')).toEqual(stopped);
  });

  it('has a name that means one time, until it is deleted', async () => {
    expect((await send('POST', 'experiments', { name: 'other', service: 'cart' })).status).toBe(201);
    expect(problemText(await send('POST', 'experiments', { name: 'other', service: 'shop' }))).toBe(
      '409 There is an experiment other already: choose another name, or delete that one.',
    );
    expect(await names()).toEqual(['other', 'k6-1']);
    expect(await names({ service: 'shop' })).toEqual(['k6-1']);
    expect((await send('DELETE', 'experiments/other')).status).toBe(204);
    expect(await server.refusal('/api/v1/experiments/other')).toBe(
      '404 There is no experiment "other". The newest: k6-1.',
    );
  });

  it.each<[string, object, string]>([
    ['no service', { name: 'x' }, 'service: '],
    ['a name with a blank', { name: 'a b', service: 'shop' }, 'name: must be 1 to 100 letters, digits, and _ . -'],
    [
      'a label that has a field of its own',
      { name: 'x', service: 'shop', labels: { env: 'a' } },
      'labels: must not have service or env',
    ],
    [
      'too many labels',
      { name: 'x', service: 'shop', labels: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`l${at}`, ''])) },
      'labels: must be at most 16',
    ],
    ['a time that lies ahead', { name: 'x', service: 'shop', until: '9999999999999' }, 'until lies ahead'],
    ['an end before its begin', { name: 'x', service: 'shop', from: 'now-1h', until: 'now-2h' }, 'from ('],
    ['a key there is not', { name: 'x', service: 'shop', notes: '' }, 'There is no "notes"; did you mean note?'],
  ])('is refused with %s', async (_, body, mistake) => {
    expect(problemText(await send('POST', 'experiments', body))).toContain(`400 ${mistake}`);
  });
});

describe('a note on a deploy', () => {
  const push = (version: string) =>
    server.ask('POST', '/api/v1/profiles', {
      headers: { authorization: `Bearer ${KEY}` },
      search: { service: 'shop', env: 'prod', version },
      body: drawnPprof('main 1'),
    });
  const notes = async () => {
    const { deploys } = await server.get<DeploysReport>('/api/v1/deploys', { service: 'shop' });
    return deploys.map(
      ({ version, note }) => `${version}: ${note === null ? '' : `${note.message} ${note.link} ${note.commit}`.trim()}`,
    );
  };

  it('is shown beside its version, once that is there, and is the last that was said', async () => {
    await push('1.0.0');
    const deploy = { service: 'shop', env: 'prod', version: '1.1.0' };
    expect((await send('POST', 'deploys', { ...deploy, message: 'tax' })).status).toBe(201);
    expect(await notes()).toEqual(['1.0.0: ']);
    await push('1.1.0');
    expect(await notes()).toEqual(['1.1.0: tax', '1.0.0: ']);
    await send('POST', 'deploys', { ...deploy, message: 'new tax', link: 'https://example.org/7', commit: 'abc123' });
    expect(await notes()).toEqual(['1.1.0: new tax https://example.org/7 abc123', '1.0.0: ']);
    const page = await server.ask('GET', '/deploys/shop', { headers: { accept: 'text/markdown' } });
    expect(page.body.toString()).toContain('Note: new tax · commit `abc123` · `https://example.org/7`');
  });

  it('has a link that leads to the web, if any', async () => {
    const deploy = { service: 'shop', version: '1', link: 'javascript:alert(1)' };
    expect(problemText(await send('POST', 'deploys', deploy))).toBe('400 link: must be an http or https address.');
  });
});

describe('what people tell the server', () => {
  it.each([
    ['POST', 'experiments'],
    ['POST', 'experiments/k6-1/stop'],
    ['DELETE', 'experiments/k6-1'],
    ['POST', 'deploys'],
    ['PUT', 'budgets/b'],
    ['DELETE', 'budgets/b'],
  ])('needs the key and JSON: %s %s', async (method, path) => {
    expect(problemText(await send(method, path, {}, {}))).toMatch(/^401 The API key is missing or wrong/);
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'text/plain' };
    expect(problemText(await send(method, path, {}, headers))).toMatch(/^415 /);
  });

  it('is in a backup, and comes back with it', async () => {
    const [backup, restored] = [join(folder, 'backup'), join(folder, 'restored')];
    expect(await runServer(['backup', backup, '--data-dir', dataDir])).toMatchObject({ code: 0, stderr: '' });
    expect(await readdir(backup)).toEqual(['blocks', 'settings.db']);
    expect(await runServer(['restore', backup, '--data-dir', restored])).toMatchObject({ code: 0, stderr: '' });
    const other = await RunningServer.start({ dataDir: restored });
    const { experiments } = await other.get<ExperimentsReport>('/api/v1/experiments');
    await other.stop();
    expect(experiments).toEqual((await server.get<ExperimentsReport>('/api/v1/experiments')).experiments);
  });

  it('is never lost in silence: a server does not start over a file that is damaged, and says what to do', async () => {
    const damaged = join(folder, 'damaged');
    await runServer(['restore', join(folder, 'backup'), '--data-dir', damaged]);
    await writeFile(join(damaged, 'settings.db'), Buffer.alloc(20_000, 'noise'));
    const says = /settings\.db is damaged \(.*\)\. Put a backup of it there, or move it away/;
    const server = await runServer(['--port', '0', '--no-self-profile', '--data-dir', damaged]);
    expect(server).toMatchObject({ code: 1, stderr: expect.stringMatching(says) });
    const check = await runServer(['check', '--data-dir', damaged]);
    expect(check).toMatchObject({ code: 1, stdout: expect.stringMatching(says) });
    const backup = await runServer(['backup', join(folder, 'damaged-copy'), '--data-dir', damaged]);
    expect(backup).toMatchObject({ code: 1, stdout: expect.stringMatching(says) });
  });
});
