/** A shop with two versions of it in the last hour, for what only has to look like a service that somebody runs. */
import { push, type TestServer } from './server.js';

const MINUTE = 60_000;
const HANDLE = 'main@src/main.ts;handle@node_modules/express/lib/router.js';
const BEFORE = `
  ${HANDLE};render@src/view.ts:12 400
  ${HANDLE};price@src/price.ts:7 100
  ${HANDLE};query@node_modules/pg/lib/client.js 250
  ${HANDLE};legacy@src/legacy.ts 60
  ${HANDLE};parse@node:url 40
  gc 50
`;
const AFTER = `
  ${HANDLE};render@src/view.ts:12 420
  ${HANDLE};price@src/price.ts:7;tax@src/tax.ts 80
  ${HANDLE};price@src/price.ts:9 500
  ${HANDLE};query@node_modules/pg/lib/client.js 200
  ${HANDLE};parse@node:url 40
  gc 60
`;

/** The function that got slower. */
export const SLOWER = { name: 'price', file: 'src/price.ts' };

export async function fillShop(server: TestServer): Promise<void> {
  const nowMs = Date.now();
  for (let minutes = 50; minutes > 0; minutes -= 5) {
    const version = minutes > 25 ? '1.0.0' : '1.1.0';
    for (const instance of ['web-1:8080', 'web-2:8080']) {
      await push(server, {
        labels: { service: 'shop', version, env: 'demo', instance },
        drawing: minutes > 25 ? BEFORE : AFTER,
        fromMs: nowMs - minutes * MINUTE,
        numbers: {
          cpuUserSeconds: 12 + (minutes % 7),
          cpuSystemSeconds: 3,
          eventLoopUtilization: 0.3 + minutes / 200,
          eventLoopDelayP99Ms: 12 + minutes,
          gcPauseMs: 600,
          heapUsedBytes: (50 + minutes) * 2 ** 20,
          rssBytes: 120 * 2 ** 20,
        },
      });
    }
  }
  await push(server, { labels: { service: 'mail' }, drawing: 'main;send 300', fromMs: nowMs - 20 * MINUTE });
}
