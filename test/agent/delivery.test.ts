import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Host } from './host.js';
import { Sink } from './sink.js';

/** Works a little, for ever. */
const SERVICE = `import '@perf/agent'; setInterval(() => {}, 1000);`;

/** Flushes once, and says when that is done. */
const ONE_FLUSH = `import { init } from '@perf/agent/api'; await init().flush(); console.log('flushed');`;

/** Whether each window begins where another one ended, but for the first. */
function isGapless(spans: readonly { from: number; until: number }[]): boolean {
  const sorted = [...spans].sort((a, b) => a.from - b.from);
  return sorted.every(({ from }, index) => index === 0 || from === sorted[index - 1]?.until);
}

describe('delivery', () => {
  let sink: Sink;
  const hosts: Host[] = [];
  beforeEach(async () => {
    sink = await Sink.open();
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) host.kill('SIGKILL');
    await sink.close();
  });

  function run(source: string, variables: Record<string, string> = {}): Host {
    const url = variables.PERF_SERVER_URL ?? sink.url;
    const host = Host.module(source, { PERF_SERVICE: 'sender', ...variables, PERF_SERVER_URL: url });
    hosts.push(host);
    return host;
  }

  it('sends a window each interval, each with its own id, one after the other without a gap', async () => {
    run(SERVICE, { PERF_INTERVAL_MS: '150' });
    await sink.until(({ windows }) => windows.length >= 4 && isGapless(windows.map(({ meta }) => meta)));
    expect(new Set(sink.windows.map(({ meta }) => meta.id)).size).toBe(sink.windows.length);
  });

  it.each<[string, Sink['answers'][number]]>([
    ['fails', { status: 500 }],
    ['is overloaded', { status: 503, headers: { 'retry-after': '0' } }],
    ['has too many requests', { status: 429, headers: { 'retry-after': '1' } }],
    ['closes the connection', 'close the connection'],
  ])('sends a window again, under the same id, when the server %s', async (_case, answer) => {
    sink.answers = [answer];
    run(SERVICE, { PERF_INTERVAL_MS: '300' });
    await sink.until(({ windows, attempts }) => windows.some(({ meta }) => meta.id === attempts[0]?.id));
    const first = sink.attempts[0]?.id;
    expect(sink.attempts.filter(({ id }) => id === first)).toHaveLength(2);
    expect(sink.windows.filter(({ meta }) => meta.id === first)).toHaveLength(1);
  });

  it('loses nothing while the server is away, and says so once each way', async () => {
    const { port, url } = sink;
    await sink.close();
    const host = run(SERVICE, { PERF_INTERVAL_MS: '200', PERF_SERVER_URL: url });
    await host.says(/cannot deliver to http:\/\/127\.0\.0\.1:\d+: connect ECONNREFUSED/);
    const backMs = Date.now();
    sink = await Sink.open(port);
    // New windows go before those that waited: a gap between them closes as these arrive.
    await sink.until(({ windows }) => windows.length >= 4 && isGapless(windows.map(({ meta }) => meta)));
    await host.says(/delivering to .* again/);

    const metas = sink.windows.map(({ meta }) => meta);
    for (const meta of metas) expect(meta.numbers.agentDroppedWindows).toBe(0);
    expect(Math.min(...metas.map(({ from }) => from))).toBeLessThan(backMs);
    expect(new Set(metas.map(({ id }) => id)).size).toBe(metas.length);
    expect(host.said).toHaveLength(2);
  });

  it('does not let a window the server fails on hold up the others', async () => {
    const host = run(
      `import { init } from '@perf/agent/api';
       const agent = init();
       await agent.flush();
       await agent.flush();`,
    );
    sink.answers = [{ status: 500 }, { status: 500 }];
    await host.ended;
    expect(sink.windows.length).toBeGreaterThanOrEqual(2);
  });

  it('takes a refusal as final, and prints the detail of the problem once', async () => {
    const detail = 'label name "a b" is not valid: use letters, digits and _';
    sink.answers = Array.from({ length: 3 }, () => ({
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
      body: { type: 'about:blank', title: 'Bad Request', status: 400, detail },
    }));
    const host = run(SERVICE, { PERF_INTERVAL_MS: '150' });
    await sink.until(({ windows }) => windows.length >= 1);
    expect(new Set(sink.attempts.map(({ id }) => id)).size).toBe(sink.attempts.length);
    expect(host.said).toEqual([`[perf] ${sink.url} refuses this process's windows: 400 ${detail}`]);
    expect(sink.windows[0]?.meta.numbers.agentDroppedWindows).toBeGreaterThan(0);
  });

  it('waits as long as the server asks', async () => {
    sink.answers = [{ status: 503, headers: { 'retry-after': '1' } }];
    run(SERVICE, { PERF_INTERVAL_MS: '100' });
    await sink.until(({ attempts }) => attempts.length >= 2);
    const [first, second] = sink.attempts;
    expect(Number(second?.atMs) - Number(first?.atMs)).toBeGreaterThan(990);
  });

  it('keeps the newest 60 windows in memory, beside the one under way, where there is no spool, and counts the others', async () => {
    sink.answers = Array.from({ length: 65 }, () => ({ status: 503, headers: { 'retry-after': '0' } }));
    const host = run(
      `import { init } from '@perf/agent/api';
       const agent = init();
       for (let window = 0; window < 65; window++) await agent.flush();
       process.on('SIGUSR2', () => agent.flush().then(() => process.kill(process.pid, 'SIGKILL')));
       setInterval(() => {}, 1000);
       console.log('full');`,
      { PERF_SPOOL_BYTES: '0' },
    );
    await host.prints(/full/);
    sink.answers = [];
    host.kill('SIGUSR2');
    await host.ended;
    // Beside the sixty: the one under way, and on a slow machine the one that the last flush itself makes.
    expect([60, 61, 62]).toContain(sink.windows.length);
    const dropped = sink.windows.reduce((sum, { meta }) => sum + Number(meta.numbers.agentDroppedWindows), 0);
    expect(dropped).toBeGreaterThan(0);
  });

  it('resolves a flush that cannot succeed, and never rejects it', async () => {
    sink.answers = Array.from({ length: 4 }, () => ({ status: 500 }));
    const host = run(ONE_FLUSH);
    expect(await host.ended).toBe(0);
    expect(host.stdout).toBe('flushed\n');
  });

  it('sends the key as a bearer token', async () => {
    expect(await run(ONE_FLUSH, { PERF_API_KEY: 's3cret' }).ended).toBe(0);
    expect(sink.windows[0]?.authorization).toBe('Bearer s3cret');
  });
});
