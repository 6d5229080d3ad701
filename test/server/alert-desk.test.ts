import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AlertReport } from '@perf/profile';
import { AlertDesk } from '@perf/server/alerts/alert-desk.js';
import { AlertStore } from '@perf/server/alerts/alert-store.js';
import type { Webhook } from '@perf/server/alerts/webhook.js';
import { openSettings } from '@perf/server/settings/settings-file.js';
import type Database from 'better-sqlite3';
import { alertOf } from '../notation/alert-of.js';
import { type Received, Receiver } from './receiver.js';

const DAY = 86_400_000;

let folder: string;
let db: Database.Database;
let receiver: Receiver;
let desks: AlertDesk[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'perf-alerts-'));
  db = openSettings(folder);
  receiver = await Receiver.start();
  desks = [];
});
afterEach(async () => {
  await Promise.all(desks.map((desk) => desk.stop()));
  db.close();
  await receiver.leave();
  rmSync(folder, { recursive: true });
});

function webhook(name: string, given: Partial<Webhook> = {}): Webhook {
  const none = { secret: null, headers: {}, kinds: null, services: null, envs: null, activeForMs: DAY };
  return { name, type: 'json', url: receiver.url(`/${name}`), ...none, ...given };
}

function deskOf(...webhooks: Webhook[]): AlertDesk {
  const config = { publicUrl: null, webhooks };
  const fail = (error: Error) => {
    throw error;
  };
  const desk = new AlertDesk({ db, config, publicUrl: 'http://perf', keptMs: 1, gaveUp: () => {}, failed: fail });
  desks.push(desk);
  return desk;
}

/** What happened to each alert, the oldest first. */
function states(desk: AlertDesk): string[] {
  const say = ({ function: name, advisoryOnly, muted, deliveries }: AlertReport): string => {
    const told = deliveries.map(({ webhook, state }) => ` ${webhook} ${state}`);
    return `${name}:${advisoryOnly ? ' advisory' : ''}${muted === null ? '' : ' muted'}${told.join(',')}`;
  };
  return desk.list({}, 100).alerts.map(say).reverse();
}

const namesOf = (received: readonly Received[]) => received.map(({ body }) => JSON.parse(body).data.function as string);
const idsOf = (received: readonly Received[]) => received.map(({ headers }) => headers['idempotency-key']);

describe('alerts', () => {
  it('are sent once, in their order, to each webhook that takes them', async () => {
    const desk = deskOf(webhook('a'), webhook('b', { services: ['mail'] }));
    desk.start();
    desk.tell([alertOf('one'), alertOf('two')]);
    desk.tell([alertOf('two', { title: 'found anew' }), alertOf('three', { service: 'mail' })]);
    desk.tell([alertOf('one'), alertOf('three')]);
    expect(namesOf(await receiver.count('/a', 3))).toEqual(['one', 'two', 'three']);
    expect(namesOf(await receiver.count('/b', 1))).toEqual(['three']);
    await desk.stop();
    expect(states(desk)).toEqual(['one: a delivered', 'two: a delivered', 'three: a delivered, b delivered']);
    expect(receiver.at('/a')).toHaveLength(3);
  });

  it('wait while a receiver is away, and come in their order with the same ids once it is back', async () => {
    const desk = deskOf(webhook('a'));
    receiver.answer('/a', 503);
    desk.start();
    desk.tell([alertOf('one'), alertOf('two')]);
    await receiver.count('/a', 1);
    desk.tell([alertOf('three')]);
    receiver.answer('/a', 200);
    const received = await receiver.count('/a', 4);
    await desk.stop();
    expect(namesOf(received)).toEqual(['one', 'one', 'two', 'three']);
    expect(idsOf(received)[0]).toBe(idsOf(received)[1]);
    expect(desk.counts()).toEqual([{ webhook: 'a', delivered: 3, failed: 0, pending: 0 }]);
  });

  it('go past one that the receiver fails at', async () => {
    const desk = deskOf(webhook('a'));
    receiver.answerWith('/a', (response, { body }) => {
      const isHard = JSON.parse(body).data.function === 'hard' && receiver.at('/a').length < 3;
      response.writeHead(isHard ? 500 : 200).end();
    });
    desk.start();
    desk.tell([alertOf('hard'), alertOf('easy')]);
    const received = await receiver.count('/a', 3);
    await desk.stop();
    expect(namesOf(received)).toEqual(['hard', 'easy', 'hard']);
  });

  it('do not follow redirects', async () => {
    const desk = deskOf(webhook('a'));
    receiver.answer('/a', 302, '', { location: receiver.url('/elsewhere') });
    desk.start();
    desk.tell([alertOf('one')]);
    await receiver.count('/a', 1);
    await desk.stop();
    expect(desk.list({}, 1).alerts[0]?.deliveries).toMatchObject([
      { state: 'failed', status: 302, error: '302: redirects are not followed. Write the address that it leads to.' },
    ]);
    expect(receiver.at('/elsewhere')).toEqual([]);
  });

  it('read no more of an answer than its beginning', async () => {
    const desk = deskOf(webhook('a'));
    receiver.answerWith('/a', (response) => {
      response.writeHead(400);
      // Goes on for as long as somebody reads.
      const more = () => {
        while (!response.destroyed && response.write('no \n'.repeat(1_000)));
      };
      response.on('drain', more);
      more();
    });
    desk.start();
    desk.tell([alertOf('one')]);
    await receiver.count('/a', 1);
    await desk.stop();
    expect(desk.list({}, 1).alerts[0]?.deliveries[0]?.error).toMatch(/^400: (no )+n?o?$/);
  });

  it('show nothing of the address and the headers where a receiver repeats them', async () => {
    const path = '/hooks/T0?key=K1';
    receiver.answerWith(path, (response, { headers }) => {
      const said = ['Cannot POST', path, receiver.url(path), headers.authorization, headers['x-token'], 'key=K1'];
      response.writeHead(400).end(`${said.join(' ')} ${JSON.stringify(path).replaceAll('/', '\\/')}`);
    });
    const headers = { Authorization: 'Bearer B-secret', 'x-token': 'X-secret' };
    const desk = deskOf(webhook('a', { url: receiver.url(path), headers }));
    desk.start();
    desk.tell([alertOf('one')]);
    await receiver.count(path, 1);
    const [tested] = (await desk.test('a')).results;
    await desk.stop();
    const shown = 'Cannot POST … … … … … "…"';
    expect(tested?.said).toBe(shown);
    expect(desk.list({}, 1).alerts[0]?.deliveries[0]?.error).toBe(`400: ${shown}`);
  });

  it('are delivered once that is said, whatever becomes of the rest of an answer', async () => {
    const desk = deskOf(webhook('a'));
    receiver.answerWith('/a', (response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half');
      setImmediate(() => response.destroy());
    });
    desk.start();
    desk.tell([alertOf('one')]);
    await receiver.count('/a', 1);
    await desk.stop();
    expect(states(desk)).toEqual(['one: a delivered']);
  });

  it('that are under way when the server stops end with it, and are sent after the next start with the same id', async () => {
    const first = deskOf(webhook('a'));
    receiver.answerWith('/a', () => {});
    first.start();
    first.tell([alertOf('one')]);
    await receiver.count('/a', 1);
    await first.stop();
    expect(first.list({}, 1).alerts[0]?.deliveries).toMatchObject([{ state: 'pending', attempts: 0 }]);
    receiver.answer('/a', 200);
    const second = deskOf(webhook('a'));
    second.start();
    const received = await receiver.count('/a', 2);
    await second.stop();
    expect(states(second)).toEqual(['one: a delivered']);
    expect(new Set(idsOf(received)).size).toBe(1);
  });

  it('that are advisory are listed and not sent, until they are so no more', async () => {
    const desk = deskOf(webhook('a'));
    desk.start();
    desk.tell([alertOf('one', { advisoryOnly: true })]);
    desk.tell([alertOf('one', { advisoryOnly: true })]);
    expect(states(desk)).toEqual(['one: advisory']);
    desk.tell([alertOf('one')]);
    desk.tell([alertOf('one', { advisoryOnly: true })]);
    await receiver.count('/a', 1);
    await desk.stop();
    expect(states(desk)).toEqual(['one: a delivered']);
  });

  it('that wait are no more sent once they are muted', async () => {
    const desk = deskOf(webhook('a'), webhook('b'));
    receiver.answer('/a', 503, '', { 'retry-after': '3600' });
    desk.start();
    desk.tell([alertOf('one'), alertOf('two')]);
    await receiver.count('/a', 1);
    await receiver.count('/b', 2);
    desk.mute({ function: 'one', reason: 'known' });
    receiver.answer('/a', 200);
    expect(namesOf(await receiver.count('/a', 2))).toEqual(['one', 'two']);
    await desk.stop();
    expect(states(desk)).toEqual(['one: muted b delivered', 'two: a delivered, b delivered']);
  });

  it('that are muted are listed as such, and told no more after that', async () => {
    const desk = deskOf(webhook('a'));
    desk.start();
    const mute = desk.mute({ service: 'shop', kind: 'regression', version: '1.1.0', reason: 'known' });
    desk.mute({ service: 'shop', env: 'staging', reason: 'not this one' });
    desk.tell([alertOf('one'), alertOf('two', { version: '1.2.0' }), alertOf('three', { kind: 'leak' })]);
    expect(desk.unmute(mute.id)).toBe(true);
    expect(desk.unmute(mute.id)).toBe(false);
    desk.tell([alertOf('one')]);
    expect(namesOf(await receiver.count('/a', 2))).toEqual(['two', 'three']);
    await desk.stop();
    expect(states(desk)).toEqual(['one: muted', 'two: a delivered', 'three: a delivered']);
    expect(desk.list({}, 100).alerts.at(-1)?.muted).toEqual(mute);
  });
});

describe('mutes', () => {
  it('go when they are over', () => {
    const desk = deskOf();
    const lasting = desk.mute({ service: 'shop', reason: 'ever' });
    const short = desk.mute({ service: 'shop', reason: 'a moment', duration: '1ms' });
    while (Date.now() <= (short.untilMs ?? 0)) {}
    expect(desk.mutes()).toEqual({ mutes: [lasting] });
  });

  it.each([
    [{ reason: 'all' }, 'This would mute everything: give some of service, env, kind, function, version.'],
    [{ service: 'a', reason: 'r', until: 5 }, /^until: 5 is over: it is \d+\.$/],
    [{ service: 'a', reason: 'r', duration: 'long' }, /^duration: "long" is not a duration/],
    [{ service: 'a', reason: 'r', duration: '0s' }, 'duration: Write one that is longer than nothing.'],
    [{ service: 'a', reason: 'r', duration: '1h', until: 5 }, 'until and duration are both given: leave one.'],
  ])('%j is none', (request, mistake) => {
    expect(() => deskOf().mute(request)).toThrow(mistake);
  });

  it('are at most a thousand', () => {
    const desk = deskOf();
    db.transaction(() => {
      for (let count = 0; count < 1_000; count++) desk.mute({ service: `s${count}`, reason: 'r' });
    })();
    expect(() => desk.mute({ service: 'shop', reason: 'r' })).toThrow('There are 1000 mutes: delete some');
  });
});

describe('what is kept of alerts', () => {
  const names = ['a'];

  it('goes when it was not told for long, and is told again only after that', () => {
    const store = new AlertStore(db);
    const tell = (name: string, day: number) => store.tell(alertOf(name), null, names, day * DAY).isNew;
    const kept = () => store.list({}, 10).map((alert) => alert.function);
    expect([tell('old', 0), tell('seen', 0), tell('seen', 3), tell('new', 4)]).toEqual([true, true, false, true]);
    store.expire(2 * DAY, names, 0);
    expect(kept()).toEqual(['new', 'seen']);
    expect([tell('seen', 5), tell('old', 5)]).toEqual([false, true]);
    expect(kept()).toEqual(['old', 'new', 'seen']);
  });

  it('says of what waits for a webhook that was taken out of the file, in the end, that it was', () => {
    const store = new AlertStore(db);
    store.tell(alertOf('one'), null, ['gone', 'there'], 0);
    store.expire(0, ['there'], 0);
    const deliveries = () => store.list({}, 1)[0]?.deliveries.map(({ state, error }) => error ?? state);
    expect(deliveries()).toEqual(['pending', 'pending']);
    store.expire(0, ['there'], DAY);
    expect(deliveries()).toEqual(['There is no webhook of that name any more.', 'pending']);
  });

  it('counts and tells those that are given up since a thousand wait', () => {
    const [config, gaveUp] = [
      { publicUrl: null, webhooks: [webhook('a'), webhook('b', { services: ['mail'] })] },
      [] as string[],
    ];
    const desk = new AlertDesk({
      ...{ db, config, publicUrl: 'http://perf', keptMs: 1, failed: () => {} },
      gaveUp: (name, error) => gaveUp.push(`${name}: ${error}`),
    });
    desk.tell(Array.from({ length: 1_002 }, (_, at) => alertOf(`f${at}`)));
    expect(gaveUp).toEqual(Array(2).fill('a: More than 1000 alerts waited for this webhook.'));
    expect(desk.counts()).toEqual([
      { webhook: 'a', delivered: 0, failed: 2, pending: 1_000 },
      { webhook: 'b', delivered: 0, failed: 0, pending: 0 },
    ]);
  });

  it('is at most a thousand alerts that wait', () => {
    const store = new AlertStore(db);
    db.transaction(() => {
      for (let count = 0; count < 1_001; count++) store.tell(alertOf(`f${count}`), null, names, count);
    })();
    const [last, before] = store.list({}, 2).map(({ deliveries }) => deliveries[0]);
    expect([before?.state, last?.state, last?.error]).toEqual([
      'pending',
      'failed',
      'More than 1000 alerts waited for this webhook.',
    ]);
  });

  it('is listed by service and env', () => {
    const store = new AlertStore(db);
    for (const [at, [service, env]] of [
      ['shop', 'prod'],
      ['shop', ''],
      ['mail', 'prod'],
    ].entries()) {
      store.tell(alertOf(`${service}-${env}`, { service, env }), null, names, at);
    }
    const listed = (of: object, limit = 10) => store.list(of, limit).map((alert) => alert.function);
    expect(listed({})).toEqual(['mail-prod', 'shop-', 'shop-prod']);
    expect(listed({ service: 'shop' })).toEqual(['shop-', 'shop-prod']);
    expect(listed({ service: 'shop', env: '' })).toEqual(['shop-']);
    expect(listed({ env: 'prod' }, 1)).toEqual(['mail-prod']);
  });
});
