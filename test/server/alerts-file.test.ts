import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readAlertsFile } from '@perf/server/alerts/alerts-file.js';
import { takes } from '@perf/server/alerts/webhook.js';
import { alertOf } from '../notation/alert-of.js';
import { runServer } from './running.js';

const folder = mkdtempSync(join(tmpdir(), 'perf-alerts-'));
const path = join(folder, 'alerts.json');
afterAll(() => rmSync(folder, { recursive: true }));

function read(file: unknown, env: Record<string, string> = {}) {
  writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
  return readAlertsFile(path, env);
}

/** What is wrong with a file, without its name. */
function mistakes(file: unknown): string {
  try {
    read(file);
  } catch (error) {
    return (error as Error).message.replace(`--alerts ${path}: `, '');
  }
  return 'none';
}

const json = { name: 'a', type: 'json', url: 'https://hooks.example.org/perf' };
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const one = (given: object) => ({ webhooks: [{ ...json, ...given }] });

describe('a file of webhooks', () => {
  it('says whom to tell of what', () => {
    const config = read({
      publicUrl: 'https://perf.example.org/',
      webhooks: [
        { ...json, secret, kinds: ['regression'], services: ['shop'], envs: ['prod'], headers: { 'X-Team': 'us' } },
        { name: 'b', type: 'alertmanager', url: 'http://alertmanager:9093/api/v2/alerts', activeFor: '4h' },
      ],
    });
    expect(config).toMatchObject({
      publicUrl: 'https://perf.example.org',
      webhooks: [
        { name: 'a', type: 'json', secret: Buffer.alloc(24, 7), headers: { 'x-team': 'us' }, activeForMs: 86_400_000 },
        { name: 'b', type: 'alertmanager', secret: null, headers: {}, activeForMs: 4 * 3_600_000 },
      ],
    });
    const [a, b] = config.webhooks;
    const told = (given: object) =>
      [a, b].flatMap((webhook) => (webhook && takes(webhook, alertOf('f', given)) ? webhook.name : []));
    expect(told({})).toEqual(['a', 'b']);
    expect(told({ kind: 'leak' })).toEqual(['b']);
    expect(told({ service: 'mail' })).toEqual(['b']);
    expect(told({ env: '' })).toEqual(['b']);
  });

  it('may leave what is secret to the environment', () => {
    const file = {
      name: 'a',
      type: 'json',
      urlEnv: 'URL',
      secretEnv: 'SECRET',
      headersEnv: { Authorization: 'TOKEN' },
    };
    const env = { URL: 'http://127.0.0.1:1/x', SECRET: secret, TOKEN: 'Bearer t' };
    expect(read({ webhooks: [file] }, env).webhooks).toMatchObject([
      { url: 'http://127.0.0.1:1/x', secret: Buffer.alloc(24, 7), headers: { authorization: 'Bearer t' } },
    ]);
  });

  const address = 'Write an address that begins with http:// or https://.';
  const secretForm =
    'webhooks[0].secret: Write whsec_ and 24 to 64 bytes in base64, such as: echo whsec_$(head -c 32 /dev/urandom | base64).';
  it.each([
    ['is not JSON', '{"webhooks":', /^This is not JSON: .+\.$/],
    ['has no webhooks', {}, 'webhooks: Invalid input: expected array, received undefined.'],
    [
      'has a name that there is not',
      { webhook: [], webhooks: [] },
      'There is no "webhook"; did you mean webhooks? Known: publicUrl, webhooks.',
    ],
    [
      'has one in a webhook',
      one({ secrets: 'x' }),
      'webhooks[0]: There is no "secrets"; did you mean secret? Known: name, type, url, urlEnv, secret, secretEnv, ' +
        'headers, headersEnv, kinds, services, envs, activeFor.',
    ],
    [
      'has a type that there is not',
      one({ type: 'teams' }),
      'webhooks[0].type: Write one of json, slack, alertmanager.',
    ],
    ['has a name with spaces', one({ name: 'a b' }), 'webhooks[0].name: Write 1 to 64 letters, digits and _ . -.'],
    ['has a name twice', { webhooks: [json, json] }, 'webhooks[1].name: a is the name of webhooks[0]: choose another.'],
    [
      'has a kind that there is not',
      one({ kinds: ['leak', 'bug'] }),
      'webhooks[0].kinds[1]: Write some of regression, leak, change, budget.',
    ],
    ['takes no service', one({ services: [] }), 'webhooks[0].services: Name at least one, or leave it out for all.'],
    [
      'has no address',
      one({ url: undefined }),
      'webhooks[0].url: It is missing: write the address that alerts are sent to, or urlEnv.',
    ],
    ['has an address of another kind', one({ url: 'file:///etc/passwd' }), `webhooks[0].url: ${address}`],
    ['has half an address', one({ url: 'hooks.example.org' }), `webhooks[0].url: ${address}`],
    [
      'has a password in an address',
      one({ url: 'https://me:secret@x/' }),
      'webhooks[0].url: Leave name and password out of the address: write them as headers, such as Authorization.',
    ],
    ['has an address twice', one({ urlEnv: 'PATH' }), 'webhooks[0].urlEnv: There is url as well: leave one.'],
    ['has a secret that is none', one({ secret: 'whsec_c2hvcnQ=' }), secretForm],
    ['has one of another form', one({ secret: secret.slice(6) }), secretForm],
    ['has none where it says', one({ secretEnv: 'NONE' }), 'webhooks[0].secretEnv: The environment has no NONE.'],
    [
      'has a secret for those who take none',
      one({ type: 'slack', secret }),
      'webhooks[0].secret: Only json is signed, and this is slack: leave it out.',
    ],
    [
      'has a header that cannot be sent',
      one({ headers: { 'x\n': '1' } }),
      'webhooks[0].headers: "x\\n" is not a header, or its value cannot be sent.',
    ],
    [
      'has a header that is set anyway',
      one({ headers: { 'Webhook-Id': '1' } }),
      'webhooks[0].headers: webhook-id is set by perf: leave it out.',
    ],
    [
      'has a time that is none',
      one({ type: 'alertmanager', activeFor: 'long' }),
      'webhooks[0].activeFor: "long" is not a duration. Write 90m, 36h or 30d.',
    ],
    ['has no address of its own', { publicUrl: 'perf', webhooks: [] }, `publicUrl: ${address}`],
    ['has a page for it', { publicUrl: 'http://x/?a', webhooks: [] }, 'publicUrl: Leave out what begins with ? or #.'],
  ])('that %s is told so', (_, file, mistake) => {
    expect(mistakes(file)).toEqual(typeof mistake === 'string' ? mistake : expect.stringMatching(mistake));
  });

  it('is told of several mistakes at once', () => {
    expect(mistakes({ publicUrl: 'perf', webhooks: [{ ...json, url: 'x' }] }).split('\n')).toEqual([
      `publicUrl: ${address}`,
      `webhooks[0].url: ${address}`,
    ]);
  });

  it('with a mistake keeps the server from starting, which names it', async () => {
    const run = (file: string) => runServer(['--port', '0', '--data-dir', folder, '--alerts', file]);
    writeFileSync(path, JSON.stringify(one({ url: 'x' })));
    expect(await run(path)).toMatchObject({
      code: 1,
      stderr: `perf-server: --alerts ${path}: webhooks[0].url: ${address}\n`,
    });
    const missing = join(folder, 'none.json');
    expect((await run(missing)).stderr).toMatch(
      /^perf-server: --alerts \S+none\.json: ENOENT: no such file or directory/,
    );
  });
});
