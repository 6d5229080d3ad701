import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fixture, Host } from './host.js';
import { labelsByFunction, mostly, shareOf } from './labelled.js';
import { Sink } from './sink.js';

let sink: Sink;
beforeEach(async () => {
  sink = await Sink.open();
});
afterEach(() => sink.close());

/** Starts a service and asks it; resolves when it has ended, with its one window sent. */
async function serve(
  service: { file: string } | { module: string },
  ask: (url: string) => Promise<unknown>,
  variables: Record<string, string> = {},
): Promise<Host> {
  const environment = { PERF_SERVER_URL: sink.url, PERF_CPU_HZ: '500', PERF_REQUEST_LABELS: 'on', ...variables };
  const host =
    'file' in service
      ? Host.run(['--import', '@perf/agent', fixture(service.file)], environment)
      : Host.module(`import '@perf/agent';\n${service.module}`, environment);
  const [, port] = await host.prints(/listening on (\d+)/);
  await ask(`http://127.0.0.1:${port}`);
  host.kill('SIGTERM');
  await host.ended;
  expect(host.said).toEqual([]);
  return host;
}

/** The one window's samples of these functions, by labels. */
function samplesOf(names: readonly string[], shown: readonly string[]) {
  return labelsByFunction(sink.windows[0]?.profiles.get('cpu.pb.gz'), names, shown);
}

const get = async (url: string, headers: Record<string, string> = {}) => (await fetch(url, { headers })).text();

describe('the endpoint of a sample', () => {
  it('is the route it worked for, of two requests that take turns too', async () => {
    await serve({ file: 'labelled.mjs' }, (url) =>
      Promise.all([get(`${url}/users/anna`), get(`${url}/shops/7/orders/9`)]),
    );
    const turns = samplesOf(['workInTurns'], ['endpoint']).get('workInTurns') ?? new Map();
    expect([...turns.keys()].filter((labels) => labels !== '').sort()).toEqual([
      'endpoint=GET /shops/:id/orders/:order',
      'endpoint=GET /users/:name',
    ]);
    for (const endpoint of turns.keys()) {
      if (endpoint === '') continue;
      expect(shareOf(endpoint, turns)).toBeGreaterThan(0.35);
      expect(shareOf(endpoint, turns)).toBeLessThan(0.65);
    }
  });

  it('is known in the events of a body, in route handlers that throw, and in those of errors', async () => {
    await serve({ file: 'labelled.mjs' }, async (url) => {
      for (let times = 0; times < 2; times++) await (await fetch(`${url}/body`, { method: 'POST', body: 'x' })).text();
      await get(`${url}/throw`);
    });
    const names = ['inData', 'inEnd', 'throwing', 'onError'];
    const labels = [...samplesOf(names, ['endpoint'])].map(([name, labelled]) => [name, mostly(labelled)]);
    expect(Object.fromEntries(labels)).toEqual({
      inData: 'endpoint=POST /body',
      inEnd: 'endpoint=POST /body',
      throwing: 'endpoint=GET /throw',
      onError: 'endpoint=GET /throw',
    });
  });

  it('is the route that Fastify tells a hook, which the agent adds as an application is made', async () => {
    await serve(
      {
        module: `
        import fastify from 'fastify';
        import { burn } from './test/agent/fixtures/burn.mjs';
        function handler() { burn(50); return 'done'; }
        const app = fastify();
        app.get('/users/:name', handler);
        app.listen({ port: 0, host: '127.0.0.1' }, () => console.log('listening on ' + app.server.address().port));`,
      },
      (url) => get(`${url}/users/anna`),
    );
    expect(mostly(samplesOf(['handler'], ['endpoint']).get('handler'))).toBe('endpoint=GET /users/:name');
    expect(sink.windows[0]?.meta.numbers['requests{route="GET /users/:name",status="2xx"}']).toBe(1);
  });

  it('is added to the labels given in code, and can be given there', async () => {
    await serve(
      {
        module: `
        import { createServer } from 'node:http';
        import { withLabels } from '@perf/agent/api';
        import { burn } from './test/agent/fixtures/burn.mjs';
        function own() { burn(50); }
        function renamed() { burn(50); }
        const server = createServer((request, response) => {
          withLabels({ tenant: 'a' }, own);
          withLabels({ endpoint: 'a better name' }, renamed);
          response.end();
        });
        server.listen(0, '127.0.0.1', () => console.log('listening on ' + server.address().port));`,
      },
      (url) => get(`${url}/orders/7?x=1`),
    );
    const samples = samplesOf(['own', 'renamed'], ['endpoint', 'tenant']);
    expect(mostly(samples.get('own'))).toBe('endpoint=GET /orders/:id tenant=a');
    expect(mostly(samples.get('renamed'))).toBe('endpoint=a better name');
  });

  it('comes with the entries of the baggage header that are asked for', async () => {
    await serve(
      { file: 'labelled.mjs' },
      (url) => get(`${url}/users/anna`, { baggage: 'run=nightly%201;ttl=60,user=7' }),
      { PERF_BAGGAGE_LABELS: 'run,scenario' },
    );
    const samples = samplesOf(['workInTurns'], ['endpoint', 'run', 'user']).get('workInTurns');
    expect(mostly(samples)).toBe('endpoint=GET /users/:name run=nightly 1');
  });

  const service = (before: string) => ({
    module: `
      import { AsyncLocalStorage } from 'node:async_hooks';
      import { createServer } from 'node:http';
      import { withLabels } from '@perf/agent/api';
      import { burn, pause } from './test/agent/fixtures/burn.mjs';
      ${before}
      async function work() { await pause(1); burn(60); }
      const server = createServer((request, response) => work().then(() => response.end()));
      server.listen(0, '127.0.0.1', () => console.log('listening on ' + server.address().port));`,
  });
  const cheap = Number(process.versions.node.split('.')[0]) >= 24;
  const auto = { PERF_REQUEST_LABELS: 'auto' };

  it('is left out by default where following promises would cost the service', async () => {
    await serve(service(''), (url) => get(`${url}/`), auto);
    expect(mostly(samplesOf(['work'], ['endpoint']).get('work'))).toBe(cheap ? 'endpoint=GET /' : '');
  });

  it.each([
    ['labels something itself', 'withLabels({ job: 1 }, () => {});'],
    ['has them followed anyway', 'new AsyncLocalStorage().enterWith({});'],
  ])('is there by default where the service %s', async (_why, before) => {
    await serve(service(before), (url) => get(`${url}/`), auto);
    expect(mostly(samplesOf(['work'], ['endpoint']).get('work'))).toBe('endpoint=GET /');
  });

  it('is left out when it is switched off', async () => {
    await serve(service(''), (url) => get(`${url}/`), { PERF_REQUEST_LABELS: 'off' });
    expect(mostly(samplesOf(['work'], ['endpoint']).get('work'))).toBe('');
  });
});

describe('requests', () => {
  /** The window's numbers of requests. */
  function requestNumbers(): Record<string, number> {
    const numbers = Object.entries(sink.windows[0]?.meta.numbers ?? {});
    return Object.fromEntries(numbers.filter(([name]) => name.startsWith('requests')));
  }

  it.each(['on', 'off'])('are counted by route and class of status, with their labels %s', async (requestLabels) => {
    const ask = async (url: string) => {
      for (const name of ['anna', 'otto']) await get(`${url}/users/${name}`);
      await get(`${url}/throw`);
      await get(`${url}/.env`);
      await get(`${url}/wp-admin.php`);
    };
    await serve({ file: 'labelled.mjs' }, ask, { PERF_REQUEST_LABELS: requestLabels });
    expect(requestNumbers()).toEqual({
      requests: 5,
      'requests{route="GET /users/:name",status="2xx"}': 2,
      'requests{route="GET /throw",status="5xx"}': 1,
      'requests{route="GET (not found)",status="4xx"}': 2,
    });
  });

  it('of the hundred busiest routes have a name, the others are one, and their sum is the total', async () => {
    const module = `
      import { createServer } from 'node:http';
      const server = createServer((request, response) => response.end());
      server.listen(0, '127.0.0.1', () => console.log('listening on ' + server.address().port));`;
    const letters = [...'abcdefghijk'];
    await serve({ module }, async (url) => {
      for (const first of letters) await Promise.all(letters.map((second) => get(`${url}/${first}-${second}`)));
      await get(`${url}/k-k`);
    });
    const { requests, ...byRoute } = requestNumbers();
    expect(requests).toBe(122);
    expect(Object.keys(byRoute)).toHaveLength(101);
    expect(byRoute['requests{route="GET /k-k",status="2xx"}']).toBe(2);
    expect(byRoute['requests{route="(other)",status="2xx"}']).toBe(21);
    expect(Object.values(byRoute).reduce((sum, count) => sum + count, 0)).toBe(122);
  });

  it('are let go once they are answered, or their clients gone, whatever they left running', async () => {
    const host = await serve(
      {
        module: `
        import { createServer } from 'node:http';
        import { init } from '@perf/agent/api';
        import { pause } from './test/agent/fixtures/burn.mjs';
        const requests = [];
        const server = createServer(async (request, response) => {
          if (request.url === '/held') {
            await init().flush();
            for (let turn = 0; turn < 5; turn++) { await pause(10); globalThis.gc(); }
            return response.end(String(requests.filter((each) => each.deref() !== undefined).length));
          }
          requests.push(new WeakRef(request));
          // The scope of the request goes on in here.
          setInterval(() => {}, 1000);
          if (request.url === '/answered') response.end();
          else request.socket.destroy();
        });
        server.listen(0, '127.0.0.1', () => console.log('listening on ' + server.address().port));`,
      },
      async (url) => {
        for (let times = 0; times < 5; times++) await get(`${url}/answered`);
        for (let times = 0; times < 5; times++) await get(`${url}/dropped`).catch(() => '');
        expect(await get(`${url}/held`)).toBe('0');
      },
      { NODE_OPTIONS: '--expose-gc' },
    );
    expect(host.stderr).toBe('');
  });
});
