import { describe, expect, it } from '@jest/globals';
import { QueryDesk } from '@perf/server/query-desk.js';

/** Subjects and the threads they were given, in order. */
function deskOf(threads: number) {
  const desk = new QueryDesk(threads);
  const given: string[] = [];
  const take = (subject: string) => void desk.take(subject).then((thread) => given.push(`${subject}:${thread}`));
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { desk, given, take, settled };
}

describe('questions for several threads', () => {
  it('go to the thread that has worked on their subject', async () => {
    const { desk, given, take, settled } = deskOf(2);
    for (const subject of ['shop', 'mail']) take(subject);
    await settled();
    for (const thread of [0, 1]) desk.give(thread);
    for (const subject of ['mail', 'shop']) take(subject);
    await settled();
    expect(given).toEqual(['shop:0', 'mail:1', 'mail:1', 'shop:0']);
  });

  it('go elsewhere where that thread is busy with another subject', async () => {
    const { desk, given, take, settled } = deskOf(2);
    take('shop');
    await settled();
    desk.give(0);
    for (const subject of ['', 'shop']) take(subject);
    await settled();
    expect(given).toEqual(['shop:0', ':0', 'shop:1']);
  });

  it('wait while their subject is worked on, and let others by', async () => {
    const { desk, given, take, settled } = deskOf(2);
    for (const subject of ['shop', 'shop', 'mail']) take(subject);
    await settled();
    expect(given).toEqual(['shop:0', 'mail:1']);
    expect(desk.waiting).toBe(1);
    desk.give(1);
    await settled();
    expect(given).toHaveLength(2);
    desk.give(0);
    await settled();
    expect(given.at(-1)).toBe('shop:0');
    expect(desk.waiting).toBe(0);
  });

  it('about no selection are never kept waiting for each other', async () => {
    const { given, take, settled } = deskOf(2);
    for (const subject of ['', '']) take(subject);
    await settled();
    expect(given).toEqual([':0', ':1']);
  });

  it('are taken first come, first served', async () => {
    const { desk, given, take, settled } = deskOf(1);
    for (const subject of ['a', 'b', 'c']) take(subject);
    for (const _ of [0, 1]) {
      await settled();
      desk.give(0);
    }
    await settled();
    expect(given).toEqual(['a:0', 'b:0', 'c:0']);
  });
});
