import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Profile } from 'pprof-format';
import { fixture, Host } from './host.js';
import { functionNames, type ReceivedWindow, Sink, total } from './sink.js';

describe('a process that runs out of memory', () => {
  let sink: Sink;
  let serverUrl: string;
  let spool: string;
  beforeEach(async () => {
    sink = await Sink.open();
    serverUrl = sink.url;
    spool = mkdtempSync(join(tmpdir(), 'perf-oom-'));
  });
  afterEach(async () => {
    await sink.close();
    rmSync(spool, { recursive: true, force: true });
  });

  const MEGABYTE = 1024 * 1024;
  const LIMIT = '--max-old-space-size=60';

  function leakUntilDeath(variables: Record<string, string>): Host {
    return Host.run([fixture('leak-until-death.cjs')], {
      PERF_SERVER_URL: serverUrl,
      PERF_SPOOL_DIR: spool,
      PERF_SERVICE: 'leaky',
      ...variables,
    });
  }

  /** The values of a label, over all samples. */
  function labelValues(profile: Profile | undefined, name: string): Set<string | undefined> {
    const text = (index: number | bigint) => profile?.stringTable.strings[Number(index)];
    return new Set(
      profile?.sample.map(({ label }) => {
        const found = label.find(({ key }) => text(key) === name);
        return found && text(found.str);
      }),
    );
  }

  it('sends what its heap is full of, labelled, and ends as it would have', async () => {
    const plain = leakUntilDeath({ NODE_OPTIONS: LIMIT });
    // The agent that NODE_OPTIONS loads into the process that sends must not begin a life of its own.
    const profiled = leakUntilDeath({ NODE_OPTIONS: `${LIMIT} --require @perf/agent` });
    expect(await profiled.ended).toBe(await plain.ended);
    expect(profiled.stderr).toContain('JavaScript heap out of memory');
    expect(profiled.said).toEqual([`[perf] out of memory: the heap profile is at ${serverUrl}`]);

    expect(sink.windows).toHaveLength(1);
    const { meta, profiles } = sink.windows[0] as ReceivedWindow;
    expect(meta.labels).toMatchObject({ service: 'leaky' });
    expect(meta.numbers).toMatchObject({ outOfMemory: 1 });
    expect(meta.until).toBeGreaterThanOrEqual(meta.from);
    const heap = profiles.get('heap.pb.gz');
    expect(functionNames(heap)).toContain('remember "for ever"');
    expect(total(heap, 'inuse_space/bytes')).toBeGreaterThan(30 * MEGABYTE);
    expect(labelValues(heap, 'phase')).toEqual(new Set(['oom']));
  });

  it('leaves its heap profile on disk for the next process if the server is away', async () => {
    const { port } = sink;
    await sink.close();
    const dying = leakUntilDeath({ NODE_OPTIONS: `${LIMIT} --require @perf/agent` });
    await dying.ended;
    expect(dying.said).toEqual([`[perf] out of memory: the heap profile waits in ${spool}`]);

    sink = await Sink.open(port);
    await Host.module(`import '@perf/agent';`, { PERF_SERVER_URL: serverUrl, PERF_SPOOL_DIR: spool }).ended;
    const left = sink.windows.filter(({ meta }) => meta.numbers.outOfMemory === 1);
    expect(left).toHaveLength(1);
    expect(functionNames(left[0]?.profiles.get('heap.pb.gz'))).toContain('remember "for ever"');
  });

  it('just ends where the profile is not wanted', async () => {
    const host = leakUntilDeath({ NODE_OPTIONS: `${LIMIT} --require @perf/agent`, PERF_OOM_PROFILE: 'false' });
    await host.ended;
    expect(host.stderr).not.toContain('NearHeapLimit');
    expect(sink.windows).toEqual([]);
  });

  it('keeps a key that only the code knows out of what V8 prints, and its profile on disk', async () => {
    const start = `require('@perf/agent/api').init({ apiKey: 'from-a-vault' }); require('./test/agent/fixtures/leak-until-death.cjs')`;
    const host = Host.run([LIMIT, '--eval', start], { PERF_SERVER_URL: serverUrl, PERF_SPOOL_DIR: spool });
    await host.ended;
    expect(host.said).toContain(`[perf] out of memory: the heap profile waits in ${spool}`);
    expect(host.stderr).not.toContain('from-a-vault');
    expect(sink.windows).toEqual([]);
  });
});
