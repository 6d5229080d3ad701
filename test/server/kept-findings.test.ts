import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FoundLeak, HeapTest } from '@perf/profile/verdict/leaks.js';
import type { FoundChange } from '@perf/server/verdicts/share-changes.js';
import { VerdictFile } from '@perf/server/verdicts/verdict-file.js';
import { VerdictReader } from '@perf/server/verdicts/verdict-reader.js';
import { temporaryFolder } from './running.js';

const HOUR = 3_600_000;
const MIB = 2 ** 20;
const ref = { name: 'remember', file: 'src/listeners.ts', package: '' };
const shop = { service: 'shop', env: 'prod' };

/** A leak as a look finds it. */
const leak: FoundLeak = {
  ...{ id: 'a', ...shop, function: ref, line: 0, path: [ref], pathId: '00000000000000aa', verdict: 'leak' },
  ...{ bytesPerHour: { value: 2 * MIB, low: MIB, high: 3 * MIB }, msToLimit: null, instances: [] },
  ...{ foundIn: 1, testedIn: 1, versions: ['1'], sinceMs: 0, range: { fromMs: 0, untilMs: HOUR } },
};

/** A process without any leak, after so many hours. */
function clean(hours: number): HeapTest {
  return {
    ...{ instance: 'a', version: '1', atMs: hours * HOUR, sinceMs: 0, isYoung: false },
    ...{ heapUsedBytes: null, heapLimitBytes: null, intervalBytes: 524_288, sites: [] },
  };
}

/** A change as a look finds it, that began at an hour. */
function changeAt(hour: number, ratio = 2): FoundChange {
  const range = { fromMs: (hour - 2) * HOUR, untilMs: (hour + 2) * HOUR };
  return {
    ...{ id: `change at ${hour}`, ...shop, function: ref, range, before: 0.1, after: 0.1 * ratio, p: 1e-9 },
    ...{ ratio: { value: ratio, low: ratio, high: ratio }, version: null, wentAwayMs: null },
    beforeRange: { fromMs: 0, untilMs: range.fromMs },
    afterRange: { fromMs: hour * HOUR, untilMs: 168 * HOUR },
  };
}

describe('what is kept of findings', () => {
  let dataDir: string;
  let file: VerdictFile;
  beforeEach(async () => {
    dataDir = await temporaryFolder();
    file = new VerdictFile(dataDir, () => {});
  });
  afterEach(async () => {
    file.close();
    await rm(dataDir, { recursive: true });
  });

  const lookForLeaks = (atHour: number, found: FoundLeak[], tests: HeapTest[]) =>
    file.leaks.put({ ...shop, testedMs: atHour * HOUR, instances: 1, young: 0, sites: 1 }, found, tests);
  const lookForChanges = (atHour: number, found: FoundChange[]) =>
    file.changes.put(
      {
        ...{ ...shop, lookedMs: atHour * HOUR, functions: 1, share: 1 },
        range: { fromMs: (atHour - 168) * HOUR, untilMs: atHour * HOUR },
      },
      found,
    );
  /** A leak's first, last and end, in hours. */
  const leaks = () =>
    new VerdictReader(dataDir)
      .leaks({})
      .leaks.map(({ foundMs, seenMs, endedMs }) => [foundMs, seenMs, endedMs].map((ms) => ms && ms / HOUR));
  const changes = () =>
    new VerdictReader(dataDir)
      .changes({})
      .changes.map(({ id, foundMs, afterRange }) => `${id}, now ${afterRange.fromMs / HOUR}, found ${foundMs / HOUR}`);

  it('lets a leak go on, end and come back as the same', () => {
    lookForLeaks(30, [leak], []);
    lookForLeaks(31, [leak], []);
    expect(leaks()).toEqual([[30, 31, null]]);
    lookForLeaks(32, [], [clean(32)]);
    expect(leaks()).toEqual([[30, 31, 32]]);
    lookForLeaks(40, [leak], []);
    expect(leaks()).toEqual([[30, 40, null]]);
  });

  it('lets no leak end where all processes are too young to show it', () => {
    lookForLeaks(30, [leak], []);
    lookForLeaks(31, [], [clean(6)]);
    expect(leaks()).toEqual([[30, 30, null]]);
  });

  it('knows a change that is dated anew as more is seen of it, and tells others apart', () => {
    lookForChanges(170, [changeAt(100)]);
    lookForChanges(171, [changeAt(104)]);
    expect(changes()).toEqual(['change at 100, now 104, found 170']);
    lookForChanges(172, [changeAt(104), changeAt(112, 0.5)]);
    expect(changes()).toEqual(['change at 112, now 112, found 172', 'change at 100, now 104, found 170']);
  });

  it('takes back a change that a later look does not find, unless its beginning is out of sight', () => {
    lookForChanges(170, [changeAt(100)]);
    lookForChanges(250, []);
    expect(changes()).toEqual(['change at 100, now 100, found 170']);
    lookForChanges(251, [changeAt(200)]);
    lookForChanges(252, []);
    expect(changes()).toEqual(['change at 100, now 100, found 170']);
  });

  it('forgets what is as old as what it was made from', () => {
    lookForLeaks(30, [leak], []);
    lookForChanges(170, [changeAt(100)]);
    file.expire(31 * HOUR);
    expect([leaks(), changes()]).toEqual([[], ['change at 100, now 100, found 170']]);
    file.expire(101 * HOUR);
    expect(changes()).toEqual([]);
  });

  it('forgets what processes held that ended with their service', () => {
    for (const [at, instance] of ['old', 'new'].entries()) {
      file.leaks.putTest('shop', 'prod', { ...clean(30 + 10 * at), instance });
    }
    file.expire(31 * HOUR);
    expect([...file.leaks.tests('shop', 'prod').keys()]).toEqual(['new']);
  });
});
