import { describe, expect, it } from '@jest/globals';
import { random, Workload } from '../bench/workload.js';
import { overload } from './overload.js';
import { RunningServer } from './running.js';

describe('a server that is sent ten times what it can store', () => {
  it('refuses what is too much for now, answers queries, and has all that it acknowledged', async () => {
    const workload = new Workload(random(1));
    const bodies = Array.from({ length: 10 }, () => workload.gzipped(400));
    const server = await RunningServer.start();
    const { answers, stored, acknowledgedInAll, queriesMs, peakBytes } = await overload(server, bodies, 1);
    expect(Object.keys(answers).sort()).toEqual(['200', '429']);
    expect(stored).toBe(acknowledgedInAll);
    expect(queriesMs.length).toBeGreaterThan(0);
    // What may wait is 64 MiB, and what may be received at a time 128 MiB.
    expect(peakBytes).toBeLessThan(2 ** 30);
    await server.stop();
  }, 240_000);
});
