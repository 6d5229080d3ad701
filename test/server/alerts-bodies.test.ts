import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Alert } from '@perf/profile';
import { webhookBody } from '@perf/server/alerts/body.js';
import { messageOf, testMessage } from '@perf/server/alerts/message.js';
import { nextStep } from '@perf/server/alerts/next-step.js';
import { signature } from '@perf/server/alerts/sign.js';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { alertOf } from '../notation/alert-of.js';

const TEN = Date.UTC(2026, 10, 23, 10);
const HOUR = 3_600_000;
const types = ['json', 'slack', 'alertmanager'] as const;

/** What a webhook of a type is sent at ten. */
function sent(type: (typeof types)[number], alert: Alert, publicUrl = 'https://perf.example') {
  const none = { name: type, url: '', secret: null, headers: {}, kinds: null, services: null, envs: null };
  return JSON.parse(webhookBody(messageOf(alert, publicUrl), { ...none, type, activeForMs: 4 * HOUR }, TEN));
}

const price = alertOf('price');

describe('an alert', () => {
  it('is sent as JSON with all that is known of it', () => {
    expect(sent('json', price)).toEqual({
      type: 'alert.regression',
      timestamp: '2026-11-23T09:00:00.000Z',
      data: { ...price, url: 'https://perf.example/compare?search=price' },
    });
  });

  it('is sent to Slack as title, details and a link', () => {
    const title = 'price got slower in shop 1.1.0 (prod): +11 % of CPU, 8 to 14 %';
    const section = (type: string, text: string) => ({
      type: 'section',
      text: type === 'mrkdwn' ? { type, text } : { type, text, emoji: false },
    });
    expect(sent('slack', price)).toEqual({
      text: title,
      blocks: [
        section('plain_text', title),
        section('plain_text', 'In src/price.ts\n16.0 % of CPU before, 27.0 % after'),
        section('mrkdwn', '<https://perf.example/compare?search=price|Open in perf>'),
      ],
    });
  });

  it('is sent to Alertmanager as one that fires for a time', () => {
    expect(sent('alertmanager', price)).toEqual([
      {
        labels: {
          ...{ alertname: 'PerfRegression', service: 'shop', env: 'prod', version: '1.1.0', function: 'price' },
          kind: 'regression',
          perf_alert: expect.stringMatching(/^alert_[0-9a-f]{32}$/),
        },
        annotations: {
          summary: 'price got slower in shop 1.1.0 (prod): +11 % of CPU, 8 to 14 %',
          description: 'In src/price.ts\n16.0 % of CPU before, 27.0 % after',
        },
        startsAt: '2026-11-23T09:00:00.000Z',
        endsAt: '2026-11-23T14:00:00.000Z',
        generatorURL: 'https://perf.example/compare?search=price',
      },
    ]);
    const [{ labels }] = sent('alertmanager', alertOf('f', { env: '', version: null, function: null }));
    expect(Object.keys(labels)).toEqual(['alertname', 'service', 'kind', 'perf_alert']);
  });

  it('has names in it as they are, whatever they mean elsewhere', () => {
    const odd = alertOf('odd', { title: '<!channel> & *a* <http://x|y>\nnext', details: ['a\u202eb', '', '`<b>`'] });
    const { text, blocks } = sent('slack', odd);
    expect(text).toBe('&lt;!channel&gt; &amp; *a* &lt;http://x|y&gt; next');
    expect(blocks.map((block: { text: object }) => block.text)).toMatchObject([
      { type: 'plain_text', text },
      { type: 'plain_text', text: 'aU+202Eb\n\n`&lt;b&gt;`' },
      { type: 'mrkdwn', text: '<https://perf.example/compare?search=odd|Open in perf>' },
    ]);
    expect(sent('alertmanager', odd)[0].annotations.summary).toBe('<!channel> & *a* <http://x|y> next');
    expect(sent('json', odd).data.title).toBe(odd.title);
  });

  it('has a link that ends where it should', () => {
    const { blocks } = sent('slack', alertOf('f', { path: '/compare?a=1&b=%3E' }), 'https://perf.example/a|b');
    expect(blocks.at(-1).text.text).toBe('<https://perf.example/a%7Cb/compare?a=1&amp;b=%3E|Open in perf>');
  });

  it('keeps within the bounds of Slack and Alertmanager', () => {
    const long = '<&>'.repeat(10_000);
    const huge = alertOf('f', {
      title: long,
      details: Array(50).fill(long),
      function: long,
      path: `/compare?q=${long}`,
    });
    const { text, blocks } = sent('slack', huge);
    expect(text.length).toBeLessThanOrEqual(600);
    expect(blocks.map((block: { text: { text: string } }) => block.text.text.length <= 3_000)).toEqual([
      true,
      true,
      true,
    ]);
    expect(text).toMatch(/^(&lt;&amp;&gt;)+(&lt;)?(&amp;)?…$/);
    expect(blocks.at(-1).text.text).toBe('<https://perf.example/|Open in perf>');
    const [{ labels, annotations }] = sent('alertmanager', huge);
    expect([labels.function.length, annotations.description.length]).toEqual([201, 4_000]);
  });

  it('has one id for all webhooks and attempts, another for each other alert and for each test', () => {
    const ids = [price, alertOf('price'), alertOf('tax')].map((alert) => messageOf(alert, '').messageId);
    expect(ids[0]).toBe(ids[1]);
    const tests = ['1', '2'].map((random) => testMessage('', TEN, random).messageId);
    expect(new Set([...ids, ...tests]).size).toBe(4);
  });
});

describe('a signature', () => {
  const key = Buffer.alloc(32, 5);
  const secret = `whsec_${key.toString('base64')}`;
  const body = JSON.stringify({ title: 'größer <b>' });
  const nowSeconds = Math.floor(Date.now() / 1000);
  const headersAt = (seconds: number) => ({
    'webhook-id': 'alert_1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': signature(key, 'alert_1', seconds, body),
  });

  /** The check of the README. */
  const code = /```js\n(?:import .*\n+)(function isFromPerf.*?)```/s.exec(
    readFileSync('server/README.md', 'utf8'),
  )?.[1];
  const isFromPerf = new Function('createHmac', 'timingSafeEqual', `${code}; return isFromPerf;`)(
    createHmac,
    timingSafeEqual,
  );

  it('is what Standard Webhooks makes and checks, and what the README checks', () => {
    const headers = headersAt(nowSeconds);
    const standard = new StandardWebhook(secret);
    expect(headers['webhook-signature']).toBe(standard.sign('alert_1', new Date(nowSeconds * 1000), body));
    expect(standard.verify(body, headers)).toEqual({ title: 'größer <b>' });
    expect(isFromPerf(headers, body, secret)).toBe(true);
  });

  it.each([
    ['of another body', {}, `${body} `],
    ['with another id', { 'webhook-id': 'alert_2' }, body],
    ['with another time', { 'webhook-timestamp': String(nowSeconds - 1) }, body],
    ['that is missing', { 'webhook-signature': undefined }, body],
    ['of another form', { 'webhook-signature': 'v1,' }, body],
    ['that is old', headersAt(nowSeconds - 400), body],
  ])('%s is none', (_, given, body) => {
    expect(isFromPerf({ ...headersAt(nowSeconds), ...given }, body, secret)).toBe(false);
  });
});

describe('after an attempt', () => {
  const after = (
    status: number | null,
    { attempts = 1, random = 0, retryAfterMs = null as number | null, hours = 0 } = {},
  ) => {
    const step = nextStep(
      { status, text: 'said', retryAfterMs },
      { attempts, toldMs: TEN - hours * HOUR },
      TEN,
      random,
    );
    if (step.state !== 'pending') return 'error' in step ? `${step.state}: ${step.error}` : step.state;
    return `again after ${(step.dueMs - TEN) / 1000} s, ${step.holds ? 'before the others' : 'by itself'}`;
  };

  it.each([
    [200, 'delivered'],
    [204, 'delivered'],
    [301, 'failed: 301: redirects are not followed. Write the address that it leads to.'],
    [400, 'failed: 400: said'],
    [404, 'failed: 404: said'],
    [null, 'again after 1 s, before the others'],
    [408, 'again after 1 s, before the others'],
    [425, 'again after 1 s, before the others'],
    [429, 'again after 1 s, before the others'],
    [503, 'again after 1 s, before the others'],
    [500, 'again after 1 s, by itself'],
  ])('that was answered %s, it is %s', (status, step) => {
    expect(after(status)).toBe(step);
  });

  it('the next is later each time, up to an hour, and not at the same moment as everybody else', () => {
    const waits = [1, 2, 3, 11, 12, 1_000].map((attempts) => [0, 1].map((random) => after(null, { attempts, random })));
    expect(waits).toEqual(
      [
        [1, 2],
        [2, 4],
        [4, 8],
        [1_024, 2_048],
        [1_800, 3_600],
        [1_800, 3_600],
      ].map((seconds) => seconds.map((wait) => `again after ${wait} s, before the others`)),
    );
  });

  it('the next is when the receiver asks for it, within a day', () => {
    expect(after(429, { retryAfterMs: 30_000 })).toBe('again after 30 s, before the others');
    expect(after(503, { retryAfterMs: 0 })).toBe('again after 1 s, before the others');
    expect(after(503, { retryAfterMs: 100 * HOUR })).toBe('again after 86400 s, before the others');
  });

  it('there is none once a day has passed', () => {
    expect(after(null, { hours: 23 })).toMatch(/^again/);
    expect(after(null, { hours: 24 })).toBe('failed: Given up after 24 hours. Last: said');
    expect(after(200, { hours: 48 })).toBe('delivered');
  });
});
