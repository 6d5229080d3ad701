import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drawnPprof, MINUTE } from '../server/drawn.js';
import { RunningServer } from '../server/running.js';
import { type Outcome, perfctl } from './perfctl.js';

let server: RunningServer;
beforeAll(async () => {
  server = await RunningServer.start();
  // Each a minute after the one before it.
  const seen = ['shop prod 1', 'shop prod 2', 'shop prod 3', 'shop staging 4', 'shop staging 5', 'shop canary 5'];
  const alone = ['cart prod 1', 'cart prod 2', 'cart staging 3', 'plain  1', 'plain  2'];
  for (const [at, text] of [...seen, ...alone].entries()) {
    const [service, env, version] = text.split(' ') as [string, string, string];
    const from = Date.now() - (30 - at) * MINUTE;
    const labels = { service, version, ...(env === '' ? {} : { env }) };
    await server.push({ ...labels, from: String(from), until: String(from + MINUTE) }, drawnPprof('main;render 5'));
  }
});
afterAll(() => server.stop());

const run = (...args: string[]): Promise<Outcome> => perfctl(...args, '--server', server.url.origin);
/** What a gate was about. */
const gated = async (...args: string[]): Promise<object> => {
  const { service, env, previous, version } = JSON.parse((await run('gate', '--json', ...args)).stdout);
  return [service, env, previous, version];
};
/** The two selectors of a diff. */
const compared = async (...args: string[]): Promise<string[]> => {
  const { base, comparison } = JSON.parse((await run('diff', '--json', ...args)).stdout);
  return [base.query, comparison.query];
};

describe('versions of a service that runs in environments', () => {
  it('are those of the environment named, whatever is newer elsewhere', async () => {
    expect(await gated('--service', 'shop', '--env', 'prod')).toEqual(['shop', 'prod', '2', '3']);
    expect(await compared('--service', 'shop', '--env', 'prod')).toEqual([
      'cpu{service="shop",env="prod",version="2"}',
      'cpu{service="shop",env="prod",version="3"}',
    ]);
  });

  it('are those of the only environment in which there are two', async () => {
    expect(await gated('--service', 'cart')).toEqual(['cart', 'prod', '1', '2']);
  });

  it('are those of the only environment that has what is named', async () => {
    expect(await gated('--service', 'shop', '1', '3')).toEqual(['shop', 'prod', '1', '3']);
    expect(await compared('--service', 'shop', '4', '5')).toEqual([
      'cpu{service="shop",env="staging",version="4"}',
      'cpu{service="shop",env="staging",version="5"}',
    ]);
  });

  it('are selected without one where none is told apart', async () => {
    expect(await gated('--service', 'plain')).toEqual(['plain', '', '1', '2']);
    expect(await compared('--service', 'plain')).toEqual([
      'cpu{service="plain",version="1"}',
      'cpu{service="plain",version="2"}',
    ]);
  });

  it('are those of the environment of the experiment beside them', async () => {
    await run('experiment', 'start', 'after', '--service', 'shop', '--env', 'prod', '--from', 'now-29m');
    expect(await gated('2', 'experiment:after')).toEqual(['shop', 'prod', '2', 'experiment:after']);
    expect((await compared('2', 'experiment:after'))[0]).toBe('cpu{service="shop",env="prod",version="2"}');
  });

  it.each([
    [
      'two that could be meant',
      ['--service', 'shop'],
      'shop has such versions in several environments, staging, prod: name one with --env',
    ],
    [
      'an environment there is not',
      ['--service', 'cart', '--env', 'test'],
      'cart has told no version in test. It has in staging, prod',
    ],
    [
      'versions that never ran in one',
      ['--service', 'cart', '1', '3'],
      'no environment of cart has two such versions: it has staging, prod. Name one with --env, and versions of it',
    ],
    [
      'a version of another one',
      ['--service', 'cart', '--env', 'prod', '1', '3'],
      "cart has no version '3' in prod. It has 2, 1",
    ],
  ])('are not guessed at: %s', async (_, args, mistake) => {
    const outcomes = [await run('gate', ...args), await run('diff', ...args)];
    expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual([
      [2, `perfctl: ${mistake}\n`],
      [2, `perfctl: ${mistake}\n`],
    ]);
  });
});

describe('one version', () => {
  it('is compared with the newest one', async () => {
    expect(await gated('--service', 'shop', '--env', 'prod', '1')).toEqual(['shop', 'prod', '1', '3']);
    expect(await gated('--service', 'shop', '--env', 'prod', '--version', '2')).toEqual(['shop', 'prod', '1', '2']);
  });

  it('that is the newest itself is compared with none that came before it', async () => {
    const args = ['--service', 'shop', '--env', 'prod', '3'];
    const mistake =
      'perfctl: 3 is the newest version of shop, so that nothing comes after it: name both, the one before first: 2 3\n';
    const outcomes = [await run('gate', ...args), await run('diff', ...args)];
    expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual([
      [2, mistake],
      [2, mistake],
    ]);
  });
});
