import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drawnPprof, minute } from './drawn.js';
import { problemText, RunningServer } from './running.js';

const profile = drawnPprof('main;a 5');

describe('a server on loopback', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
  });
  afterAll(() => server.stop());

  const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
    server.ask(method, path, { headers, ...(method === 'POST' ? { body: profile } : {}) });
  const ingest = '/api/v1/profiles?service=x';
  const everyPath = ['/', '/healthz', '/metrics', '/api/v1/services', '/api/v1/none', '/assets/none.js'];

  it('listens on loopback alone unless told', async () => {
    expect(server.url.hostname).toBe('127.0.0.1');
    const others = Object.values(networkInterfaces()).flatMap((addresses) =>
      (addresses ?? []).filter(({ internal, family }) => !internal && family === 'IPv4'),
    );
    for (const { address } of others) {
      const reached = new Promise((resolve) => {
        const socket = connect(Number(server.url.port), address, () => resolve('connected'));
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code)).on('close', () => socket.destroy());
      });
      expect(await reached).toBe('ECONNREFUSED');
    }
  });

  it.each(['localhost', 'LOCALHOST:7070', '127.0.0.1', '[::1]:7070'])('answers to the host %s', async (host) => {
    expect((await ask('GET', '/healthz', { host })).status).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:7070',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
    '[::2]',
  ])('does not answer to the host %j, which somebody else may have pointed here', async (host) => {
    for (const path of everyPath) {
      expect(problemText(await ask('GET', path, { host }))).toBe(
        `421 This server does not answer to the host ${JSON.stringify(host)}: start it with --allow-host <name>.`,
      );
    }
    expect((await ask('POST', ingest, { host })).status).toBe(421);
  });

  const forbidden = '403 Pages of other origins may not use this server through the browser.';

  it.each(['https://evil.example', 'http://localhost:1', 'http://127.0.0.1.evil.example', 'null', 'file://'])(
    'lets no page of %s read or write',
    async (origin) => {
      expect(problemText(await ask('GET', '/api/v1/services', { origin }))).toBe(forbidden);
      expect(problemText(await ask('POST', ingest, { origin }))).toBe(forbidden);
      expect(problemText(await ask('OPTIONS', ingest, { origin }))).toBe(forbidden);
    },
  );

  it('lets no page of another site write, even where the browser names no origin', async () => {
    expect(problemText(await ask('POST', ingest, { 'sec-fetch-site': 'cross-site' }))).toBe(forbidden);
    expect(problemText(await ask('POST', ingest, { 'sec-fetch-site': 'same-site' }))).toBe(forbidden);
  });

  it('lets its own pages read and write, and links from anywhere lead to it', async () => {
    const origin = server.url.origin;
    expect((await ask('GET', '/api/v1/services', { origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await ask('POST', ingest, { origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect(
      (await ask('GET', '/healthz', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status,
    ).toBe(200);
  });

  it('tells browsers that nothing but its own files may load or run, and that nobody may frame it', async () => {
    for (const path of everyPath) {
      const { headers } = await ask('GET', path);
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'none';/);
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': expect.stringMatching(/^(SAMEORIGIN|DENY)$/),
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(Object.keys(headers).filter((name) => /^access-control-|^x-powered-by$/.test(name))).toEqual([]);
    }
  });

  it('gives nothing outside the folder of the viewer', async () => {
    for (const path of [
      '/assets/../package.json',
      '/assets/%2e%2e/package.json',
      '/..%2f..%2fserver/package.json',
      '/%2e%2e/',
    ]) {
      const { status, body } = await ask('GET', path);
      expect([path, status, body.includes('"dependencies"')]).toEqual([path, expect.any(Number), false]);
    }
  });

  it('names what is not there, and how else to ask', async () => {
    const answers = await Promise.all([
      ask('GET', '/api/v1/flamegraf?query=cpu'),
      ask('DELETE', '/api/v1/services'),
      ask('GET', '/api/v1/profiles'),
      ask('GET', '/assets/gone.js'),
    ]);
    expect(answers.map(problemText)).toEqual([
      "404 There is no /api/v1/flamegraf: the API is described in the server's README.",
      '405 /api/v1/services is read with GET.',
      '405 /api/v1/profiles takes POST only.',
      '404 There is no /assets/gone.js: reload the page.',
    ]);
    expect(answers.map(({ headers }) => headers.allow)).toEqual([undefined, 'GET, HEAD', 'POST', undefined]);
  });

  it('says what is wrong with a path it cannot read', async () => {
    expect(problemText(await ask('GET', '/%E0%A4%A'))).toMatch(/^400 /);
  });
});

describe('a server that is told', () => {
  it('answers to more hosts', async () => {
    const server = await RunningServer.start({ flags: ['--allow-host', 'perf.example', 'other.example'] });
    const status = async (host: string) => (await server.ask('GET', '/healthz', { headers: { host } })).status;
    expect([await status('perf.example:80'), await status('OTHER.example'), await status('evil.example')]).toEqual([
      200, 200, 421,
    ]);
    const origin = 'https://perf.example';
    expect((await server.ask('GET', '/api/v1/services', { headers: { host: 'perf.example', origin } })).status).toBe(
      200,
    );
    await server.stop();
  });

  it('takes profiles, and whatever else is written, from those alone who have its key', async () => {
    const server = await RunningServer.start({ flags: ['--api-key', 'a secret'] });
    const push = (authorization?: string) =>
      server.ask('POST', '/api/v1/profiles', {
        search: { service: 'x', ...minute(0) },
        body: profile,
        headers: authorization === undefined ? {} : { authorization },
      });
    const refused = '401 The API key is missing or wrong: set PERF_API_KEY to the key of this server.';
    for (const wrong of [undefined, '', 'Bearer', 'Bearer a secre', 'Bearer a secret!', 'Basic a secret']) {
      const answer = await push(wrong);
      expect(problemText(answer)).toBe(refused);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    expect((await push('Bearer a secret')).status).toBe(200);
    expect((await server.ask('GET', '/api/v1/services')).status).toBe(200);
    const mute = (headers: Record<string, string>) =>
      server.ask('POST', '/api/v1/mutes', {
        headers: { 'content-type': 'application/json', ...headers },
        body: Buffer.from('{"service":"x","reason":"r"}'),
      });
    expect(problemText(await mute({}))).toBe(refused);
    expect((await mute({ authorization: 'Bearer a secret' })).status).toBe(201);
    await server.stop();
  });
});
