import { describe, expect, it } from '@jest/globals';
import { perfctl } from './perfctl.js';

const shop = 'cpu{service="the shop",version="1.0.0"}';
const newer = 'cpu{service="the shop",version="1.1.0"}';

async function opened(...args: string[]): Promise<string> {
  const { stdout, stderr } = await perfctl('open', ...args);
  return decodeURIComponent(stdout.trim().replaceAll('+', ' ')) + stderr;
}

describe('open', () => {
  it.each<[string[], string]>([
    [[], 'http://127.0.0.1:7070/'],
    [['--service', 'the shop', '--from', 'now-24h'], 'http://127.0.0.1:7070/service/the shop?from=now-24h'],
    [[shop], `http://127.0.0.1:7070/service/the shop?query=${shop}`],
    [[shop, newer], `http://127.0.0.1:7070/compare?base=${shop}&comparison=${newer}`],
    [[shop, '--server', 'https://perf.example/inner/'], `https://perf.example/inner/service/the shop?query=${shop}`],
  ])('prints the address of what is asked for: %j', async (args, address) => {
    expect(await opened(...args)).toBe(address);
  });

  it.each<[string[], string]>([
    [
      ['cpu{version="1.0.0"}'],
      'cpu{version="1.0.0"} names no service: write cpu{service="checkout"}, or use --service',
    ],
    [[shop, '--service', 'x'], '--service and a selector say the same: leave one'],
  ])('says what has no page: %j', async (args, message) => {
    expect(await opened(...args)).toBe(`perfctl: ${message}\n`);
  });

  it('is JSON on request', async () => {
    expect(JSON.parse((await perfctl('open', '--json')).stdout)).toEqual({ url: 'http://127.0.0.1:7070/' });
  });
});
