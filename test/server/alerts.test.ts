import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Alert, AlertReport, AlertsReport, AlertTestReport, DeploysReport, DiffReport, Mute } from '@perf/profile';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { type Received, Receiver } from './receiver.js';
import { problemText, RunningServer, temporaryFolder } from './running.js';
import { type Costs, runVersion, usual } from './versions.js';

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
/** A name that means something to Slack and to browsers. */
const odd = '<b>&price';
const { price, ...rest } = usual as { price: number };
const costs = (of: number): Costs => ({ ...rest, [odd]: of });

/** What was received, if it is signed. */
function verified(received: Received | undefined) {
  const headers = received?.headers as Record<string, string>;
  const sent = new StandardWebhook(secret).verify(received?.body ?? '', headers);
  return sent as { type: string; data: Alert & { url: string } };
}

describe('a server with webhooks', () => {
  let dataDir: string;
  let receiver: Receiver;
  let away: Receiver;
  let server: RunningServer;

  const start = () =>
    RunningServer.start({
      dataDir,
      flags: ['--compare-every', '1s', '--alerts', join(dataDir, 'alerts.json')],
      env: { SLACK_URL: receiver.url('/slack') },
    });

  beforeAll(async () => {
    dataDir = await temporaryFolder();
    receiver = await Receiver.start();
    away = await Receiver.start();
    await away.leave();
    receiver.answer('/refusing', 400, 'no such channel');
    const webhooks = [
      { name: 'signed', type: 'json', url: receiver.url('/signed'), secret },
      { name: 'slack', type: 'slack', urlEnv: 'SLACK_URL' },
      { name: 'alertmanager', type: 'alertmanager', url: receiver.url('/alertmanager') },
      { name: 'refusing', type: 'json', url: receiver.url('/refusing') },
      { name: 'away', type: 'json', url: away.url('/away') },
    ];
    await writeFile(join(dataDir, 'alerts.json'), JSON.stringify({ webhooks }));
    server = await start();
    await runVersion(server, { service: 'shop', version: '1.0.0' }, costs(price), 120, { windows: 110 });
    await runVersion(server, { service: 'shop', version: '1.1.0' }, costs(170), 90, { windows: 60 });
  });
  afterAll(async () => {
    await server.stop();
    await receiver.leave();
    await away.leave();
    await rm(dataDir, { recursive: true });
  });

  const alerts = async (search: Record<string, string> = {}) =>
    (await server.get<AlertsReport>('/api/v1/alerts', search)).alerts;

  /** The newest alert, once so many of its deliveries are over and each was tried. */
  async function settled(count: number, search: Record<string, string> = {}): Promise<AlertReport> {
    for (;;) {
      const [alert] = await alerts(search);
      const over = alert?.deliveries.filter(({ state }) => state !== 'pending') ?? [];
      const isTried = alert?.deliveries.every(({ attempts }) => attempts > 0) ?? false;
      if (alert !== undefined && isTried && over.length === count) return alert;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const write = (method: string, path: string, body: unknown, contentType = 'application/json') =>
    server.ask(method, path, { headers: { 'content-type': contentType }, body: Buffer.from(JSON.stringify(body)) });

  const verdictOf = async (version: string) => {
    const { deploys } = await server.get<DeploysReport>('/api/v1/deploys', { service: 'shop' });
    return deploys.find((deploy) => deploy.version === version)?.verdict ?? null;
  };

  /** Once it was made, and not as it was made at that time. */
  async function madeAnew(version: string, madeMs = 0): Promise<number> {
    for (;;) {
      const verdict = await verdictOf(version);
      if (verdict !== null && verdict.madeMs !== madeMs) return verdict.madeMs;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('signs what it sends, with a link that opens at the function', async () => {
    const { type, data } = verified((await receiver.count('/signed', 1))[0]);
    expect(type).toBe('alert.regression');
    expect(data).toMatchObject({ service: 'shop', version: '1.1.0', function: odd, advisoryOnly: false });
    expect(data.title).toMatch(/^<b>&price got slower in shop 1\.1\.0: \+[\d.]+ % of CPU, [\d.]+ to [\d.]+ %$/);
    const { origin, pathname, searchParams } = new URL(data.url);
    expect([origin, pathname, searchParams.get('search')]).toEqual([server.url.origin, '/compare', odd]);
    const opened = await server.ask('GET', data.path, { headers: { accept: 'text/html' } });
    expect([opened.status, opened.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const shown = await server.ask('GET', data.path, { headers: { accept: 'application/json' } });
    const { diff } = JSON.parse(shown.body.toString()) as { diff: DiffReport };
    const change = diff.changes.find((row) => row.function === odd);
    expect(change !== undefined && change.self > change.baseSelf).toBe(true);
  });

  it('tells each webhook in its own words', async () => {
    const [slack, alertmanager] = [await receiver.count('/slack', 1), await receiver.count('/alertmanager', 1)];
    expect(JSON.parse(slack[0]?.body ?? '').text).toMatch(/^&lt;b&gt;&amp;price got slower in shop 1\.1\.0: /);
    const [fired] = JSON.parse(alertmanager[0]?.body ?? '');
    expect(fired.labels).toMatchObject({ alertname: 'PerfRegression', service: 'shop', function: odd });
    expect(Date.parse(fired.endsAt) > Date.now()).toBe(true);
  });

  it('gives up where it is told that it is wrong, and shows what was said', async () => {
    const alert = await settled(4);
    expect(alert.deliveries).toMatchObject([
      { webhook: 'signed', state: 'delivered', attempts: 1, status: 200, error: null, nextMs: null },
      { webhook: 'slack', state: 'delivered' },
      { webhook: 'alertmanager', state: 'delivered' },
      { webhook: 'refusing', state: 'failed', attempts: 1, status: 400, error: '400: no such channel', nextMs: null },
      { webhook: 'away', state: 'pending', status: null, error: expect.stringMatching(/ECONNREFUSED/) },
    ]);
    const metric = (name: string, webhook: string) => server.metric(`perf_alerts_${name}{webhook="${webhook}"}`);
    expect([await metric('delivered_total', 'signed'), await metric('failed_total', 'signed')]).toEqual([1, 0]);
    expect([await metric('failed_total', 'refusing'), await metric('pending', 'away')]).toEqual([1, 1]);
    expect(receiver.at('/refusing')).toHaveLength(1);
    await server.logs(/"webhook":"refusing".*"an alert was not delivered"/);
  });

  it('tells it once, though it is made anew after late windows', async () => {
    const before = await madeAnew('1.1.0');
    await runVersion(server, { service: 'shop', version: '1.1.0' }, costs(171), 90, { windows: 1 });
    await madeAnew('1.1.0', before);
    expect(await alerts()).toHaveLength(1);
    await settled(4);
    expect(receiver.at('/signed')).toHaveLength(1);
  });

  it('tells those who were away once they are back', async () => {
    await away.comeBack();
    const [received] = await away.count('/away', 1);
    expect((await settled(5)).deliveries.at(-1)).toMatchObject({ webhook: 'away', state: 'delivered', error: null });
    expect(received?.headers['webhook-id']).toBe(receiver.at('/signed')[0]?.headers['webhook-id']);
    await away.leave();
  });

  it('sends a test, and shows what everybody says to it', async () => {
    const test = async (body: object) => {
      const answer = await write('POST', '/api/v1/alerts/test', body);
      return answer.status === 200 ? (JSON.parse(answer.body.toString()) as AlertTestReport) : problemText(answer);
    };
    expect(await test({})).toEqual({
      results: [
        { webhook: 'signed', delivered: true, status: 200, said: 'ok' },
        { webhook: 'slack', delivered: true, status: 200, said: 'ok' },
        { webhook: 'alertmanager', delivered: true, status: 200, said: 'ok' },
        { webhook: 'refusing', delivered: false, status: 400, said: 'no such channel' },
        // On the connection of before, where that was still open, or on a new one.
        {
          webhook: 'away',
          delivered: false,
          status: null,
          said: expect.stringMatching(/other side closed|ECONNREFUSED/),
        },
      ],
    });
    const [, tested] = receiver.at('/signed');
    expect(verified(tested)).toMatchObject({ type: 'alert.test', data: { url: `${server.url.origin}/` } });
    expect(await test({ webhook: 'slack' })).toMatchObject({ results: [{ webhook: 'slack', delivered: true }] });
    expect(await test({ webhook: 'slak' })).toBe(
      '404 There is no webhook "slak"; did you mean slack? Known: signed, slack, alertmanager, refusing, away.',
    );
    expect(await alerts()).toHaveLength(1);
  });

  it('sends nothing of what is muted, and lists it', async () => {
    const made = await write('POST', '/api/v1/mutes', { service: 'mail', reason: 'a trial', duration: '1h' });
    expect(made.status).toBe(201);
    const mute = JSON.parse(made.body.toString()) as Mute;
    expect(await server.get('/api/v1/mutes')).toEqual({ mutes: [mute] });
    await runVersion(server, { service: 'mail', version: '1' }, costs(100), 40);
    await runVersion(server, { service: 'mail', version: '2' }, costs(170), 40);
    const muted = await settled(0, { service: 'mail' });
    expect(muted).toMatchObject({ version: '2', function: odd, muted: mute, deliveries: [] });
    expect((await alerts()).map(({ service }) => service)).toEqual(['mail', 'shop']);
    const headers = { 'content-type': 'application/json' };
    const remove = () => server.ask('DELETE', `/api/v1/mutes/${mute.id}`, { headers });
    expect((await remove()).status).toBe(204);
    expect(problemText(await remove())).toBe(`404 There is no mute "${mute.id}".`);
  });

  it.each([
    ['a mute without a reason', { service: 'x' }, '400 reason: Write why, for those who wonder.'],
    [
      'a mute of what there is not',
      { reason: 'r', services: 'x' },
      '400 There is no "services"; did you mean service? Known: service, env, kind, function, version, reason, until, duration.',
    ],
    [
      'a mute of everything',
      { reason: 'r' },
      '400 This would mute everything: give some of service, env, kind, function, version.',
    ],
    ['a list', [], '400 Invalid input: expected object, received array.'],
  ])('refuses %s', async (_, body, refusal) => {
    expect(problemText(await write('POST', '/api/v1/mutes', body))).toBe(refusal);
  });

  it('takes what is written as JSON alone, which no page of another site can send', async () => {
    const refused = '415 POST /api/v1/mutes takes content-type: application/json.';
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/plain; application/json']) {
      const mute = { service: 'x', reason: 'r' };
      expect(problemText(await write('POST', '/api/v1/mutes', mute, type))).toBe(refused);
    }
    expect(problemText(await server.ask('DELETE', '/api/v1/mutes/1'))).toMatch(/^415 DELETE \/api\/v1\/mutes\/1 takes/);
    const headers = { 'content-type': 'application/json' };
    const text = (body: string) => server.ask('POST', '/api/v1/mutes', { headers, body: Buffer.from(body) });
    expect(problemText(await text('{"service":'))).toMatch(/^400 The body is not JSON: /);
    expect(problemText(await text(`"${'x'.repeat(70_000)}"`))).toBe('413 The body has more than 65536 bytes.');
    expect(problemText(await server.ask('PUT', '/api/v1/mutes'))).toBe('405 /api/v1/mutes takes GET, HEAD, POST only.');
  });

  it('that is killed tells the rest after the next start, with the same id, and nobody twice', async () => {
    const receivedBefore = receiver.at('/signed').length;
    await runVersion(server, { service: 'shop', version: '1.2.0' }, costs(300), 60);
    const { id } = await settled(4, { service: 'shop' });
    await server.kill();
    for (const end of ['', '-wal', '-shm']) await rm(join(dataDir, `verdicts.db${end}`), { force: true });
    await away.comeBack();
    server = await start();
    const [, received] = await away.count('/away', 2);
    await madeAnew('1.2.0');
    expect(await settled(5, { service: 'shop' })).toMatchObject({ id, version: '1.2.0', function: odd });
    const told = receiver.at('/signed').slice(receivedBefore);
    expect(told.map(({ headers }) => headers['webhook-id'])).toEqual([received?.headers['webhook-id']]);
    expect((await alerts({ service: 'shop' })).map(({ version }) => version)).toEqual(['1.2.0', '1.1.0']);
  }, 120_000);
});
