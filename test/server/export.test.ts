import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPprof, fromSpeedscope, type TopReport } from '@perf/profile';
import { decodePprof } from '@perf/proto';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';
import { drawnPprof, MINUTE, minute, NOON } from './drawn.js';
import { RunningServer } from './running.js';

describe('/api/v1/export', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
    await server.push({ service: 'shop', ...minute(0) }, drawnPprof('main;parse 2 {endpoint=/a}\nmain;parse 3\n- 1'));
    await server.push({ service: 'shop', ...minute(1) }, drawnPprof('main;render 4'));
  });
  afterAll(() => server.stop());

  const range = { from: String(NOON), until: String(NOON + 2 * MINUTE) };
  const ask = (search: Record<string, string>) =>
    server.ask('GET', '/api/v1/export', { search: { query: 'cpu{service="shop"}', ...range, ...search } });

  it('gives the merged profile as gzipped pprof, unless told', async () => {
    const { headers, body } = await ask({});
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename=cpu.pb.gz',
      'cache-control': 'no-store',
    });
    const pprof = decodePprof(body);
    expect(pprof.timeNanos).toBe(NOON * 1e6);
    const profile = fromPprof(pprof);
    expect(profile.sampleTypes).toEqual([{ type: 'cpu', unit: 'nanoseconds' }]);
    expect(treeText(treeOf(profile))).toBe(
      drawn(`
        total 10 self 1
          main 9
            parse 5 self 5
            render 4 self 4
      `),
    );
  });

  it('gives folded stacks', async () => {
    const { headers, body } = await ask({ format: 'folded' });
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['content-disposition']).toBe('attachment; filename=cpu.folded');
    expect(body.toString()).toBe('(no stack) 1\nmain;parse 5\nmain;render 4\n');
  });

  it('gives a file that speedscope reads', async () => {
    const { headers, body } = await ask({ format: 'speedscope' });
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['content-disposition']).toBe('attachment; filename=cpu.speedscope.json');
    const { profile } = fromSpeedscope(JSON.parse(body.toString()));
    expect(profile.sampleTypes).toEqual([{ type: 'time', unit: 'nanoseconds' }]);
    expect(treeText(treeOf(profile))).toBe(
      drawn(`
        total 10 self 1
          main 9
            parse 5 self 5
            render 4 self 4
      `),
    );
  });

  it('gives a profile that can be stored again, and is the same', async () => {
    const { body } = await ask({});
    await server.push({ service: 'copy', ...minute(0) }, gunzipSync(body));
    const top = async (service: string) =>
      (await server.get<TopReport>('/api/v1/top', { query: `cpu{service="${service}"}`, ...range })).functions;
    expect(await top('copy')).toEqual(await top('shop'));
  });

  it('gives an empty profile where nothing is selected', async () => {
    const { body } = await ask({ query: 'cpu{service="nobody"}' });
    expect(treeText(treeOf(fromPprof(decodePprof(body))))).toBe('total 0');
    expect((await ask({ query: 'cpu{service="nobody"}', format: 'folded' })).body.toString()).toBe('');
  });

  it('refuses a format that is none', async () => {
    const search = { query: 'cpu', ...range, format: 'svg' };
    expect(await server.refusal('/api/v1/export', search)).toBe(
      '400 format: "svg" is not one of pprof, folded, speedscope.',
    );
  });
});
