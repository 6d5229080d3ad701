import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DiffReport, FunctionReport, LabelValuesReport, ServicesReport, TopReport } from '@perf/profile';
import { drawnGzip, drawnPprof, MINUTE, minute, NOON } from './drawn.js';
import { formBody, multipart, problemText, RunningServer } from './running.js';

const range = { from: String(NOON - 60 * MINUTE), until: String(NOON + 60 * MINUTE) };

describe('a window that is sent', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
  });
  afterAll(() => server.stop());

  /** What is stored of a service: total value / profiles. */
  async function stored(service: string, type = 'cpu'): Promise<string> {
    const { total, profiles } = await server.get<TopReport>('/api/v1/top', {
      query: `${type}{service="${service}"}`,
      ...range,
    });
    return `${total} / ${profiles}`;
  }

  it('is stored from raw bytes and from gzipped ones alike', async () => {
    await server.push({ service: 'raw', ...minute(0) }, drawnPprof('main;a 3'));
    await server.push({ service: 'raw', ...minute(1) }, drawnGzip('main;a 4'));
    expect(await stored('raw')).toBe('7 / 2');
  });

  it('may say that it is gzipped, and need not say what it is', async () => {
    const body = drawnGzip('main;a 3');
    const said: Record<string, string>[] = [
      { 'content-encoding': 'gzip', 'content-type': 'application/octet-stream' },
      { 'content-encoding': 'GZIP' },
      { 'content-type': 'application/x-www-form-urlencoded' },
    ];
    for (const [at, headers] of said.entries()) {
      const search = { service: 'said', ...minute(at) };
      expect((await server.ask('POST', '/api/v1/profiles', { search, headers, body })).status).toBe(200);
    }
    expect(await stored('said')).toBe('9 / 3');
  });

  it('counts once however often it comes, by the hash of its content', async () => {
    const send = (bytes: Uint8Array, labels = {}) => server.push({ service: 'again', ...minute(0), ...labels }, bytes);
    const first = await send(drawnGzip('main;a 5'));
    expect(first).toEqual({ id: expect.stringMatching(/^sha256-[0-9a-f]{64}$/), stored: 1, duplicate: false });
    expect(await send(drawnGzip('main;a 5'))).toEqual({ id: first.id, stored: 0, duplicate: true });
    expect(await stored('again')).toBe('5 / 1');
    await send(drawnGzip('main;a 6'));
    await send(drawnGzip('main;a 5'), { region: 'eu' });
    await send(drawnGzip('main;a 5'), minute(1));
    expect(await stored('again')).toBe('21 / 4');
  });

  it('is the same by its id, whatever its bytes and its time', async () => {
    await server.push({ service: 'named', id: 'window 1', ...minute(0) }, drawnPprof('main;a 5'));
    const again = await server.push({ service: 'named', id: 'window 1', ...minute(9) }, drawnPprof('main;b 7'));
    expect(again).toEqual({ id: 'window 1', stored: 0, duplicate: true });
    expect(await stored('named')).toBe('5 / 1');
  });

  it('counts once when it comes many times at once', async () => {
    const body = drawnPprof('main;a 5');
    const sent = Array.from({ length: 20 }, () =>
      server.push({ service: 'at-once', id: 'at once', ...minute(0) }, body),
    );
    const reports = await Promise.all(sent);
    expect(reports.map((report) => report.stored).sort()).toEqual([...Array(19).fill(0), 1]);
    expect(await stored('at-once')).toBe('5 / 1');
  });

  it('has several profiles and says in its meta part what they are', async () => {
    const meta = {
      id: 'whole',
      from: NOON,
      until: NOON + MINUTE,
      root: '/srv/shop',
      labels: { service: 'whole', version: '1.0.0', instance: 'a' },
      numbers: { requests: 20 },
    };
    const cpu = drawnGzip('main;pay@/srv/shop/src/pay.js 5');
    const heap = drawnGzip('main;pay@/srv/shop/src/pay.js 2 512', {
      types: ['inuse_objects/count', 'inuse_space/bytes'],
    });
    expect(await server.pushWindow(meta, [cpu, heap])).toEqual({ id: 'whole', stored: 2, duplicate: false });
    expect(await server.pushWindow(meta, [cpu, heap])).toEqual({ id: 'whole', stored: 0, duplicate: true });
    expect([await stored('whole'), await stored('whole', 'inuse_space')]).toEqual(['5 / 1', '512 / 1']);
    const query = 'cpu{service="whole",version="1.0.0",instance="a"}';
    const top = await server.get<TopReport>('/api/v1/top', { query, ...range });
    expect(top.functions[0]).toMatchObject({ name: 'pay', file: 'src/pay.js' });
    const diff = await server.get<DiffReport>('/api/v1/diff', { base: query, ...range, norm: 'perRequest' });
    expect(diff.base).toMatchObject({ requests: 20, divisor: 20 });
  });

  it('may have its meta part as a file, and letters of any script in it', async () => {
    const form = new FormData();
    const meta = { labels: { service: 'größe 漢字' }, from: NOON, until: NOON + MINUTE };
    form.append('meta', new Blob([JSON.stringify(meta)], { type: 'application/json' }), 'meta.json');
    form.append('profile', new Blob([new Uint8Array(drawnPprof('main;größe 5'))]));
    const answer = await server.ask('POST', '/api/v1/profiles', await formBody(form));
    expect(answer.status).toBe(200);
    await server.pushWindow({ ...meta, labels: { service: 'größe 漢字', version: 'é' } }, [drawnPprof('main 1')]);
    expect(await stored('größe 漢字')).toBe('6 / 2');
  });

  it('is what its query parameters say where its meta part says otherwise', async () => {
    const meta = { id: 'meta', from: 0, until: 1, labels: { service: 'meta', version: '1', region: 'eu' } };
    const search = { id: 'url', service: 'both', version: '2', ...minute(0) };
    expect(await server.pushWindow(meta, [drawnPprof('main 5')], search)).toMatchObject({ id: 'url' });
    const values = (name: string) =>
      server.get<LabelValuesReport>('/api/v1/label-values', { name, query: '{service="both"}' });
    expect([(await values('version')).values, (await values('region')).values]).toEqual([['2'], ['eu']]);
  });

  it('may be numbers alone, as from an agent that cannot profile', async () => {
    const meta = { labels: { service: 'numbers' }, from: NOON, until: NOON + MINUTE, numbers: { requests: 3 } };
    const before = await server.metric('perf_ingested_duplicates_total');
    expect(await server.pushWindow(meta, [])).toMatchObject({ stored: 0, duplicate: false });
    expect(await server.metric('perf_ingested_duplicates_total')).toBe(before);
    expect(await server.pushWindow(meta, [])).toMatchObject({ stored: 0, duplicate: true });
  });

  it('lies where its profile says it does, or where it arrives', async () => {
    await server.push({ service: 'dated' }, drawnPprof('main 5', { timeMs: NOON, durationMs: MINUTE }));
    await server.push({ service: 'undated' }, drawnPprof('main 5'));
    expect(await stored('dated')).toBe('5 / 1');
    expect(await stored('undated')).toBe('0 / 0');
    const now = await server.get<TopReport>('/api/v1/top', { query: 'cpu{service="undated"}', from: 'now-5m' });
    expect(now.total).toBe(5);
  });

  it('may be empty of samples, or have samples without stacks', async () => {
    await server.push({ service: 'empty', ...minute(0) }, drawnPprof(''));
    await server.push({ service: 'empty', ...minute(1) }, drawnPprof('- 5'));
    expect(await stored('empty')).toMatch(/^5 /);
  });

  it('has labels that can be asked for, whatever JSON can write', async () => {
    const meta = { labels: { service: 'half \ud83d pair' }, from: NOON, until: NOON + MINUTE };
    await server.pushWindow(meta, [drawnPprof('main 1')]);
    expect(await stored('half \ufffd pair')).toBe('1 / 1');
  });

  it('has functions with names as long as strings may be, that can be asked for', async () => {
    const name = '漢'.repeat(16_384);
    await server.push({ service: 'long', ...minute(0) }, drawnPprof(`${name}@${name} 3`));
    const asked = { query: 'cpu{service="long"}', name, file: name, ...range };
    expect((await server.get<FunctionReport>('/api/v1/function', asked)).total).toBe(3);
  });

  it('has labels that are named like what every object has', async () => {
    await server.push({ service: 'odd', constructor: 'a', toLocaleString: 'b', ...minute(0) }, drawnPprof('main 5'));
    await server.push({ service: 'odd', ...minute(1) }, drawnPprof('main 7'));
    const top = (query: string) => server.get<TopReport>('/api/v1/top', { query, ...range });
    expect((await top('cpu{service="odd",constructor="a"}')).total).toBe(5);
    expect((await top('cpu{service="odd",constructor=~"a.*"}')).total).toBe(5);
    expect((await top('cpu{service="odd",constructor=""}')).total).toBe(7);
    expect((await top('cpu{service="odd",toString!="a"}')).total).toBe(12);
  });

  it('keeps script tags in every name as text', async () => {
    const tag = '<script>alert(1)</script>';
    await server.push({ service: tag, version: tag, ...minute(0) }, drawnPprof(`main;${tag} 5 {endpoint=${tag}}`));
    const { services } = await server.get<ServicesReport>('/api/v1/services', { query: `{service="${tag}"}` });
    expect(services[0]).toMatchObject({ name: tag, versions: [tag] });
    const answer = await server.ask('GET', '/api/v1/top', { search: { query: `cpu{service="${tag}"}`, ...range } });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.body.toString()).toContain(tag);
  });

  it('is part of the figures of /metrics', async () => {
    const [profiles, bytes] = [
      await server.metric('perf_ingested_profiles_total'),
      await server.metric('perf_ingested_bytes_total'),
    ];
    const body = drawnPprof('main 5');
    await server.push({ service: 'measured', ...minute(0) }, body);
    expect(await server.metric('perf_ingested_profiles_total')).toBe(profiles + 1);
    expect(await server.metric('perf_ingested_bytes_total')).toBe(bytes + body.length);
  });

  it('is not read as a page would send it', async () => {
    const { body } = await multipart(null, [drawnPprof('main 5')]);
    const answer = await server.ask('POST', '/api/v1/profiles', {
      search: { service: 'x' },
      body,
      headers: { 'content-type': 'multipart/mixed; boundary=x' },
    });
    expect(problemText(answer)).toMatch(/^415 multipart\/mixed; boundary=x is not a profile: send pprof bytes/);
  });
});
