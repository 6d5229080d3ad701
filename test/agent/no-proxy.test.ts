import { describe, expect, it } from '@jest/globals';
import { proxyFor } from '../../agent/dist/net/proxy.js';

/** The host of the proxy that windows for `url` go by, or `direct`. */
function wayTo(url: string, environment: Record<string, string>): string {
  const complaints: string[] = [];
  const proxy = proxyFor(new URL(url), environment, (mistake) => complaints.push(mistake));
  expect(complaints).toEqual([]);
  return proxy?.host ?? 'direct';
}

describe('the proxy of the environment', () => {
  it.each([
    ['http://perf:7070', { HTTP_PROXY: 'http://p:3128' }, 'p:3128'],
    ['https://perf', { HTTP_PROXY: 'http://p:3128' }, 'direct'],
    ['https://perf', { HTTPS_PROXY: 'http://s:3128', ALL_PROXY: 'http://a:3128' }, 's:3128'],
    ['https://perf', { ALL_PROXY: 'http://a:3128' }, 'a:3128'],
    ['https://perf', { https_proxy: 'http://small:3128', HTTPS_PROXY: 'http://CAPITAL:3128' }, 'small:3128'],
    ['https://perf', { HTTPS_PROXY: 'without-a-scheme:3128' }, 'without-a-scheme:3128'],
    ['http://perf:7070', { HTTP_PROXY: 'http://p:3128', REQUEST_METHOD: 'GET' }, 'direct'],
  ])('of %s with %j is %s', (url, environment, way) => {
    expect(wayTo(url, environment as Record<string, string>)).toBe(way);
  });

  it.each([
    ['http://localhost:7070', '', 'direct'],
    ['http://127.8.9.1:7070', '', 'direct'],
    ['http://[::1]:7070', '', 'direct'],
    ['http://perf.corp.example', '*', 'direct'],
    ['http://perf.corp.example', 'corp.example', 'direct'],
    ['http://perf.corp.example', '.corp.example', 'direct'],
    ['http://perf.corp.example', '*.corp.example', 'direct'],
    ['http://perf.corp.example', 'other, PERF.Corp.Example', 'direct'],
    ['http://perf.notcorp.example', 'corp.example', 'p:3128'],
    ['http://perf:7070', 'perf:7070', 'direct'],
    ['http://perf:7070', 'perf:7071', 'p:3128'],
    ['http://perf', 'perf:80', 'direct'],
    ['http://10.1.2.3:7070', '10.0.0.0/8', 'direct'],
    ['http://11.1.2.3:7070', '10.0.0.0/8', 'p:3128'],
    ['http://10.1.2.3:7070', '10.1.2.3', 'direct'],
    ['http://10.1.2.3:7070', '2.3', 'p:3128'],
    ['http://[fd00::7]:7070', 'fd00::/8', 'direct'],
    ['http://[fd00::7]:7070', '[fd00::7]:7070', 'direct'],
    ['http://10.1.2.3:7070', '10.0.0.0/99', 'p:3128'],
  ])('to %s with NO_PROXY=%s is %s', (url, list, way) => {
    expect(wayTo(url, { HTTP_PROXY: 'http://p:3128', NO_PROXY: list })).toBe(way);
  });

  it('is named where it cannot be used, and then there is none', () => {
    const complaints: string[] = [];
    const proxy = proxyFor(new URL('http://perf'), { HTTP_PROXY: 'socks5://p:1080' }, (mistake) =>
      complaints.push(mistake),
    );
    expect(proxy).toBeUndefined();
    expect(complaints).toEqual([
      'the proxy given by the environment is not an http:// or https:// URL; delivering without one',
    ]);
  });
});
