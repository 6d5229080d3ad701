import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Server as TlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fixture, Host } from './host.js';
import { HttpProxy, openTlsFront } from './proxy.js';
import { Sink } from './sink.js';

const ONE_WINDOW = `import { init } from '@perf/agent/api'; await init().stop();`;
const AUTHORITY = fixture('tls/authority.pem');

describe('on its way to the server', () => {
  let sink: Sink;
  let front: { port: number; server: TlsServer };
  let plainProxy: HttpProxy;
  let tlsProxy: HttpProxy;
  beforeEach(async () => {
    sink = await Sink.open();
    front = await openTlsFront(
      sink.port,
      readFileSync(fixture('tls/server.key')),
      readFileSync(fixture('tls/server.pem')),
    );
    plainProxy = await HttpProxy.open(sink.port);
    tlsProxy = await HttpProxy.open(front.port);
  });
  afterEach(async () => {
    plainProxy.close();
    tlsProxy.close();
    front.server.close();
    await sink.close();
  });

  async function sendOnce(variables: Record<string, string>): Promise<Host> {
    const host = Host.module(ONE_WINDOW, { PERF_SERVICE: 'traveller', ...variables });
    expect(await host.ended).toBe(0);
    return host;
  }

  it('trusts the authorities of PERF_CA_FILE', async () => {
    const url = `https://localhost:${front.port}`;
    const host = await sendOnce({ PERF_SERVER_URL: url, PERF_CA_FILE: AUTHORITY });
    expect(host.said).toEqual([]);
    expect(sink.windows.length).toBe(1);
  });

  it("trusts the authorities Node was given, and nobody else's", async () => {
    const url = `https://localhost:${front.port}`;
    const host = await sendOnce({ PERF_SERVER_URL: url });
    expect(host.said).toEqual([expect.stringMatching(/cannot deliver to https:.*certificate/)]);
    expect(sink.windows.length).toBe(0);
    await sendOnce({ PERF_SERVER_URL: url, NODE_EXTRA_CA_CERTS: AUTHORITY });
    expect(sink.windows.length).toBe(1);
  });

  it('names a PERF_CA_FILE that holds no certificates', async () => {
    const host = await sendOnce({ PERF_SERVER_URL: sink.url, PERF_CA_FILE: join(__dirname, 'host.ts') });
    expect(host.said).toEqual([expect.stringMatching(/PERF_CA_FILE=".*host.ts" is not a file of PEM certificates/)]);
  });

  it('goes by HTTP_PROXY to an http server, with the name and password of the proxy', async () => {
    const url = 'http://perf.test:7070/base';
    await sendOnce({ PERF_SERVER_URL: url, HTTP_PROXY: `http://me:s%40fe@${plainProxy.address}` });
    expect(plainProxy.seen).toEqual([
      { target: `${url}/api/v1/profiles`, authorization: `Basic ${Buffer.from('me:s@fe').toString('base64')}` },
    ]);
    expect(sink.windows.length).toBe(1);
  });

  it('goes through a tunnel of HTTPS_PROXY to an https server, and checks its certificate there', async () => {
    const variables = { PERF_SERVER_URL: 'https://perf.test', https_proxy: `http://me:safe@${tlsProxy.address}` };
    const host = await sendOnce({ ...variables, PERF_CA_FILE: AUTHORITY });
    expect(host.said).toEqual([]);
    expect(tlsProxy.seen).toEqual([
      { target: 'CONNECT perf.test:443', authorization: `Basic ${Buffer.from('me:safe').toString('base64')}` },
    ]);
    expect(sink.windows.length).toBe(1);

    const other = await sendOnce({ ...variables, PERF_SERVER_URL: 'https://other.test', PERF_CA_FILE: AUTHORITY });
    expect(other.said).toEqual([expect.stringMatching(/cannot deliver to https:\/\/other.test: .*altnames/)]);
  });

  it('names a proxy that refuses', async () => {
    tlsProxy.refusal = 407;
    const variables = { PERF_SERVER_URL: 'https://perf.test', HTTPS_PROXY: tlsProxy.address };
    const host = await sendOnce(variables);
    expect(host.said).toEqual([expect.stringMatching(/cannot deliver to https:\/\/perf.test: the proxy answers 407/)]);
  });

  it.each([
    ['this machine', '', (port: number) => `http://127.0.0.1:${port}`],
    ['localhost', '', (port: number) => `http://localhost:${port}`],
  ])('goes without a proxy to %s', async (_case, noProxy, url) => {
    await sendOnce({ PERF_SERVER_URL: url(sink.port), HTTP_PROXY: plainProxy.address, NO_PROXY: noProxy });
    expect(plainProxy.seen).toEqual([]);
    expect(sink.windows.length).toBe(1);
  });

  it('is neither traced nor part of the request that asked for it', async () => {
    const host = Host.run([fixture('observed-delivery.cjs')], { PERF_SERVER_URL: sink.url, PERF_SERVICE: 'traveller' });
    expect(await host.ended).toBe(0);
    expect(JSON.parse(host.stdout)).toEqual([{ request: 'POST /api/v1/profiles', within: 'nothing', traced: false }]);
  });
});
