import { rm } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { RunningServer, temporaryFolder } from './running.js';
import { pushNumbered, storedNumbers } from './stored.js';

const KILLS = 20;
const CLIENTS = 6;

describe('a server that is killed during ingest', () => {
  it('has every acknowledged window exactly once after each restart', async () => {
    const dataDir = await temporaryFolder();
    const acknowledged = new Set<number>();
    let unacknowledged: number[] = [];
    let last = 0;

    for (let kill = 1; kill <= KILLS; kill++) {
      const server = await RunningServer.start({ dataDir });
      const stored = await storedNumbers(server);
      expect([...acknowledged].filter((number) => stored.get(number) !== 1)).toEqual([]);
      expect([...stored].filter(([number, times]) => number > last || times !== 1)).toEqual([]);

      const lost: number[] = [];
      let killed = false;
      const client = async (): Promise<void> => {
        while (!killed) {
          const number = unacknowledged.pop() ?? ++last;
          try {
            await pushNumbered(server, number);
            acknowledged.add(number);
          } catch (error) {
            lost.push(number);
            if ((error as NodeJS.ErrnoException).code === undefined) throw error;
            return;
          }
        }
      };
      const clients = Array.from({ length: CLIENTS }, client);
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 400));
      await server.kill();
      killed = true;
      await Promise.all(clients);
      unacknowledged = [...unacknowledged, ...lost];
    }

    const server = await RunningServer.start({ dataDir });
    for (const number of unacknowledged) await pushNumbered(server, number);
    const everything = Array.from({ length: last }, (_, index) => [index + 1, 1]);
    expect([...(await storedNumbers(server))].sort(([a], [b]) => a - b)).toEqual(everything);
    await server.stop();
    await rm(dataDir, { recursive: true });
    expect(last).toBeGreaterThan(KILLS);
  }, 120_000);
});
