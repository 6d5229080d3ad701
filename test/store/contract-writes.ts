import { describe, expect, it } from '@jest/globals';
import { encodePprof } from '@perf/proto';
import { pprofOf } from '../notation/profile-of.js';
import { drawn } from '../notation/tree-text.js';
import type { StoreInUse } from './contract.js';
import { dayMs, minuteMs, noonMs, setText, windowOf } from './windows.js';

/** What a store promises of what is appended to it, and of when that goes. */
export function describeWrites(store: StoreInUse): void {
  const { append, select } = store;

  describe('appending', () => {
    it('answers with what was stored, and finds it again', async () => {
      expect(await append(windowOf('main;a 3', { id: 'one' }))).toEqual([{ id: 'one', stored: 1, duplicate: false }]);
      expect(setText(await select('samples'))).toBe(
        drawn(`
          total 3
            main 3
              a 3 self 3
        `),
      );
    });

    it('adds up profiles of one series', async () => {
      await append(windowOf('main;a 3\nmain;b 1'), windowOf('main;a 4\nmain;c 5'));
      expect(setText(await select('samples'))).toBe(
        drawn(`
          total 13
            main 13
              a 7 self 7
              c 5 self 5
              b 1 self 1
        `),
      );
    });

    it('counts an id once, in whichever order and however often it is sent', async () => {
      const window = windowOf('main 3', { id: 'again' });
      const receipts = [...(await append(window, window)), ...(await append(window))];
      expect(receipts.map(({ duplicate }) => duplicate)).toEqual([false, true, true]);
      expect((await select('samples')).groups.map(({ value }) => [...value])).toEqual([[3]]);
    });

    it('stores nothing of a window when one of its profiles is no profile', async () => {
      const [good] = windowOf('main 3').profiles as [Uint8Array];
      const window = windowOf('', { profiles: [good, Buffer.from('garbage')] });
      await expect(store.writer.append(window)).rejects.toMatchObject({
        status: 400,
        detail: expect.stringMatching(/^Profile 2 of 2: /),
      });
      expect((await select('samples')).groups).toEqual([]);
    });

    it('refuses times before what is kept and times ahead of the clock', async () => {
      const old = windowOf('main 1', { fromMs: noonMs - 31 * dayMs });
      const ahead = windowOf('main 1', { fromMs: noonMs + 40 * minuteMs });
      await expect(store.writer.append(old)).rejects.toMatchObject({ status: 422, detail: /before everything/ });
      await expect(store.writer.append(ahead)).rejects.toMatchObject({ status: 422, detail: /ahead of this server/ });
    });

    it('takes the time from the profile, or else from the arrival', async () => {
      const dated = encodePprof(pprofOf('main;dated 1', { timeMs: noonMs + 5 * minuteMs, durationMs: minuteMs }));
      const undated = encodePprof(pprofOf('main;undated 1'));
      const none = { fromMs: undefined, untilMs: undefined };
      await append(
        windowOf('', { profiles: [dated], ...none }),
        windowOf('', { profiles: [undated], ...none, receivedMs: noonMs + 20 * minuteMs }),
      );
      const found = await select('samples', { fromMs: noonMs + 5 * minuteMs, untilMs: noonMs + 10 * minuteMs });
      expect(found.stacks.functions.name).toEqual(['main', 'dated']);
      const late = await select('samples', { fromMs: noonMs + 20 * minuteMs });
      expect(late.stacks.functions.name).toEqual(['main', 'undated']);
    });

    it('finds everything again after it was closed and opened', async () => {
      await append(windowOf('main;a 3'));
      await store.reopen();
      await append(windowOf('main;a 4\nmain;b 1'));
      expect(setText(await select('samples'))).toBe(
        drawn(`
          total 8
            main 8
              a 7 self 7
              b 1 self 1
        `),
      );
    });
  });

  describe('expiring', () => {
    const onDays = (...days: number[]) =>
      days.map((day) => windowOf('main 1', { id: `day-${day}`, fromMs: noonMs - day * dayMs }));
    const everything = { fromMs: noonMs - 40 * dayMs, untilMs: noonMs + dayMs };
    const total = async () => (await select('samples', everything)).groups[0]?.value[0];

    it('removes whole days that are out of age, and keeps the rest', async () => {
      await append(...onDays(0, 3, 7));
      expect(await total()).toBe(3);
      const { days } = await store.writer.expire({ maxAgeMs: 3 * dayMs }, noonMs);
      expect(days).toEqual(['2026-11-13']);
      expect(await total()).toBe(2);
      await store.writer.expire({ maxAgeMs: 3 * dayMs }, noonMs + dayMs);
      expect(await total()).toBe(1);
    });

    it('removes the oldest days until the rest fits, and never the newest', async () => {
      await append(...onDays(0, 1, 2));
      const { bytes } = await store.writer.expire({ maxAgeMs: 30 * dayMs }, noonMs);
      const least = await store.writer.expire({ maxAgeMs: 30 * dayMs, maxBytes: bytes - 1 }, noonMs);
      expect(least.days).toEqual(['2026-11-18']);
      expect(least.bytes).toBeLessThan(bytes);
      await store.writer.expire({ maxAgeMs: 30 * dayMs, maxBytes: 1 }, noonMs);
      expect(await total()).toBe(1);
    });

    it('remembers versions for longer than their profiles', async () => {
      await append(windowOf('main 1', { labels: { service: 'shop', version: '1' }, fromMs: noonMs - 7 * dayMs }));
      await store.writer.expire({ maxAgeMs: dayMs }, noonMs);
      expect((await store.reader.versions('shop')).map(({ version }) => version)).toEqual(['1']);
      expect((await store.reader.labels({ ...everything, matchers: [] })).series).toEqual([]);
    });
  });
}
