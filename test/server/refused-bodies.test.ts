import { connect } from 'node:net';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServicesReport } from '@perf/profile';
import { encodePprof } from '@perf/proto';
import { pprofOf } from '../notation/profile-of.js';
import { drawnGzip, drawnPprof, MINUTE, minute, NOON } from './drawn.js';
import { formBody, multipart, problemText, type Question, RunningServer } from './running.js';

const MiB = 1024 * 1024;
const profile = drawnPprof('main;a 5');

/** A gzip stream that would decompress to so many times 64 MiB of zeros, from blocks that repeat. */
function bomb(times: number): Buffer {
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  const block = deflateRawSync(Buffer.alloc(64 * MiB), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([header, ...Array<Buffer>(times).fill(block), Buffer.from([3, 0]), Buffer.alloc(8)]);
}

async function* chunks(bytes: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < bytes; sent += 64 * 1024) yield Buffer.alloc(64 * 1024);
}

describe('a body that cannot be used', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start({ flags: ['--retention', '3650d'] });
  });
  afterAll(async () => {
    const { stdout, stderr } = await server.stop();
    // Mistakes of clients are no failures of the server: it logs none.
    expect([stdout.trim().split('\n').slice(1), stderr]).toEqual([[], '']);
  });

  /** What a body is answered with, as `status detail`. */
  const answered = async (question: Question) =>
    problemText(await server.ask('POST', '/api/v1/profiles', { search: { service: 'x', ...minute(0) }, ...question }));

  const withMeta = async (meta: object | string) => answered(await multipart(meta, [profile]));

  it.each<[string, Uint8Array, string]>([
    ['is empty', new Uint8Array(0), '400 The body is empty: send a pprof profile.'],
    ['is garbage', Buffer.from('this is no profile'), '400 The body is not a pprof profile, raw or gzipped: '],
    ['is a cut-off profile', profile.slice(0, -5), '400 The body is not a pprof profile, raw or gzipped: '],
    [
      'is a cut-off gzip stream',
      drawnGzip('main;a 5').slice(0, -12),
      '400 The gzip stream ends early: the upload was cut off.',
    ],
    [
      'is damaged gzip',
      Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7]),
      '400 The body begins like gzip but is damaged: ',
    ],
    ['is gzip of nothing', gzipSync(''), '400 The gzip stream is empty: send a pprof profile.'],
    ['is gzip of garbage', gzipSync('this is no profile'), '400 The body is not a pprof profile, raw or gzipped: '],
    [
      'has negative values',
      drawnPprof('main;a -5'),
      '422 Sample 0 has the value -5: a profile of what happened has no negative values. Send the two profiles of a ' +
        'difference, and compare them here.',
    ],
    ['has no sample types', drawnPprof('', { types: [] }), '422 Invalid profile: sample_type is empty: '],
    [
      'has stacks that are too deep',
      drawnPprof(`${'f;'.repeat(2_048)}f 1`),
      '413 Sample 0 is 2049 frames deep; at most 2048 are accepted.',
    ],
    [
      'has a name that is too long',
      drawnPprof(`${'n'.repeat(20_000)} 1`),
      `413 The string "${'n'.repeat(40)}"... has 20000 characters; at most 16384 are accepted.`,
    ],
  ])('%s', async (_, body, expected) => {
    expect((await answered({ body })).slice(0, expected.length)).toBe(expected);
  });

  it('has too many samples', async () => {
    const pprof = pprofOf('main;a 5', { types: ['cpu/nanoseconds'] });
    const sample = pprof.sample.flatMap((one) => Array(250_001).fill(one));
    expect(await answered({ body: gzipSync(encodePprof({ ...pprof, sample }), { level: 1 }) })).toBe(
      '413 The profile has 250001 samples; at most 250000 are accepted.',
    );
  });

  it.each(['application/json', 'text/html; charset=utf-8', 'image/png'])('is said to be %s', async (type) => {
    expect(await answered({ headers: { 'content-type': type }, body: profile })).toBe(
      `415 ${type} is not a profile: send pprof bytes as application/octet-stream, or multipart/form-data with parts ` +
        'named "profile" and "meta".',
    );
  });

  it('is compressed in a way that is not read', async () => {
    const { headers, body } = await multipart({ labels: { service: 'x' } }, [profile]);
    expect(await answered({ headers: { 'content-encoding': 'br' }, body: profile })).toBe(
      '415 Content-Encoding br is not read: send the profile raw or gzipped.',
    );
    expect(await answered({ headers: { ...headers, 'content-encoding': 'gzip' }, body })).toBe(
      '415 A multipart body in gzip is not read: gzip each profile part instead.',
    );
  });

  it('is too large, by what it declares', async () => {
    expect(await answered({ headers: { 'content-length': 17 * MiB }, body: Buffer.alloc(17 * MiB) })).toBe(
      '413 The body has more than 16777216 bytes: send smaller windows, or gzip the profiles.',
    );
  });

  it('is too large, by what has come', async () => {
    expect(await answered({ body: chunks(40 * MiB) })).toBe(
      '413 The body has more than 16777216 bytes: send smaller windows, or gzip the profiles.',
    );
    expect(await answered(await multipart(null, [Buffer.alloc(9 * MiB), Buffer.alloc(9 * MiB)]))).toBe(
      '413 The body has more than 16777216 bytes: send smaller windows, or gzip the profiles.',
    );
  });

  it('is 10 GB when decompressed', async () => {
    const body = bomb(160);
    const expected = '413 The profile decompresses to more than 134217728 bytes.';
    expect(await answered({ body })).toBe(expected);
    const before = await server.metric('process_resident_memory_bytes');
    for (let again = 0; again < 6; again++) expect(await answered({ body })).toBe(expected);
    expect(await server.metric('process_resident_memory_bytes')).toBeLessThan(before + 256 * MiB);
  });

  it.each<[string, object | string, string]>([
    ['is not JSON', '{labels', '400 The meta part is not JSON.'],
    ['is a list', [], '400 meta: Invalid input: expected object, received array.'],
    [
      'has an unknown key',
      { label: {} },
      '400 meta: There is no "label"; did you mean labels? Known: id, from, until, root, labels, numbers.',
    ],
    ['has a number for an id', { id: 5 }, '400 meta.id: Invalid input: expected string, received number.'],
    ['has a time in text', { from: 'now' }, '400 meta.from: Invalid input: expected number, received string.'],
    ['has a part of a millisecond', { from: 1.5 }, '400 meta.from: Invalid input: expected int, received number.'],
    [
      'has a number for a label',
      { labels: { service: 5 } },
      '400 meta.labels.service: Invalid input: expected string, received number.',
    ],
    [
      'has text for a number',
      { numbers: { requests: '5' } },
      '400 meta.numbers.requests: Invalid input: expected number, received string.',
    ],
    [
      'has a list of labels',
      { labels: ['service'] },
      '400 meta.labels: Invalid input: expected record, received array.',
    ],
    ['is too long', { root: '/'.repeat(300_000) }, '413 The part meta has more than 262144 bytes.'],
  ])('has a meta part that %s', async (_, meta, expected) => expect(await withMeta(meta)).toBe(expected));

  it('has parts that are none of ours', async () => {
    const parts = async (fill: (form: FormData) => void) => {
      const form = new FormData();
      fill(form);
      return answered(await formBody(form));
    };
    const file = new Blob([new Uint8Array(profile)]);
    expect(await parts((form) => form.append('heap', file))).toBe(
      '400 There is no part "heap": parts are named "profile" and "meta".',
    );
    expect(await parts((form) => form.append('profile', 'text'))).toBe(
      '400 A part "profile" is text: give it a filename, or the type application/octet-stream.',
    );
    expect(await parts((form) => [1, 2].map(() => form.append('meta', '{}')))).toBe(
      '400 The part meta is there twice: leave one.',
    );
    expect(await parts((form) => form.append('meta', '{}'))).toBe(
      '400 There is no profile: send one as the body, or as parts named "profile" of multipart/form-data.',
    );
    for (const count of [65, 80]) {
      expect(await parts((form) => Array.from({ length: count }, () => form.append('profile', file)))).toMatch(
        /^413 .*at most 64/i,
      );
    }
  });

  it('is multipart that ends early, or has no boundary', async () => {
    const { headers, body } = await multipart({ labels: { service: 'x' } }, [profile]);
    expect(await answered({ headers, body: body.subarray(0, -40) })).toBe(
      '400 The multipart body cannot be read: Unexpected end of form.',
    );
    expect(await answered({ headers: { 'content-type': 'multipart/form-data' }, body })).toBe(
      '400 The multipart body cannot be read: Multipart: Boundary not found.',
    );
  });

  it('names which of several profiles is wrong, and stores none of them', async () => {
    const meta = { labels: { service: 'one-of-two' }, from: NOON, until: NOON + MINUTE };
    expect(await answered({ search: {}, ...(await multipart(meta, [profile, drawnPprof('main -1')])) })).toMatch(
      /^422 Profile 2 of 2: Sample 0 has the value -1/,
    );
    const { services } = await server.get<ServicesReport>('/api/v1/services');
    expect(services.map(({ name }) => name)).not.toContain('one-of-two');
  });

  it('belongs to no service', async () => {
    const missing = '400 The label service is missing: add ?service=<name of the service>.';
    expect(await answered({ search: {}, body: profile })).toBe(missing);
    expect(await answered({ search: { service: '' }, body: profile })).toBe(missing);
  });

  const many = Object.fromEntries(Array.from({ length: 32 }, (_, at) => [`label${at}`, 'x']));
  it.each<[string, Record<string, string>, string]>([
    ['too many labels', many, '413 There are 33 labels; at most 32 are accepted.'],
    [
      'a label value that is too long',
      { version: 'v'.repeat(1_025) },
      '413 The label version has 1025 characters; at most 1024 are accepted.',
    ],
    [
      'a label name that is too long',
      { ['n'.repeat(129)]: 'x' },
      `400 The label name "${'n'.repeat(60)}" is not usable: letters, digits and _ . - only, not beginning with a digit, at most 128 characters.`,
    ],
    [
      'a label name that no selector could name',
      { 'a b': 'x' },
      '400 The label name "a b" is not usable: letters, digits and _ . - only, not beginning with a digit, at most 128 characters.',
    ],
    ['an id that is too long', { id: 'i'.repeat(201) }, '400 id must have 1 to 200 characters.'],
    ['an empty id', { id: '' }, '400 id must have 1 to 200 characters.'],
  ])('has %s', async (_, search, expected) => {
    expect(await answered({ search: { service: 'x', ...search }, body: profile })).toBe(expected);
  });

  it('has one parameter twice', async () => {
    const answer = await server.ask('POST', '/api/v1/profiles?service=a&service=b', { body: profile });
    expect(problemText(answer)).toBe('400 service is given twice: leave one.');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'ends before it begins',
      { from: 'now', until: 'now-1m' },
      /^422 The window ends \(.*\) before it begins \(.*\): swap from and until\.$/,
    ],
    [
      'is older than what is kept',
      { from: 'now-3651d', until: 'now-3651d' },
      /^422 The window ends at .*, before everything that is kept \(since .*\): raise --retention to store it\.$/,
    ],
    [
      'lies ahead of the clock',
      { until: String(Date.now() + 11 * MINUTE) },
      /^422 The window ends at .*, more than 10 minutes ahead of this server's clock \(.*\): set the clock of the sender\.$/,
    ],
    [
      'covers more than a day',
      { from: 'now-25h', until: 'now' },
      /^422 The window covers 90000000 ms; at most 86400000 ms are accepted\. Send shorter windows\.$/,
    ],
    [
      'has a time that is none',
      { from: 'yesterday' },
      /^400 from: "yesterday" is not a time\. Write epoch milliseconds, now, or now-90m/,
    ],
  ])('%s', async (_, times, expected) => {
    expect(await answered({ search: { service: 'x', ...times }, body: profile })).toMatch(expected);
  });

  it('never ends, or breaks off, and nobody else notices', async () => {
    const head = 'POST /api/v1/profiles?service=stalled HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n';
    const stalled = Array.from({ length: 20 }, () => connect(Number(server.url.port), '127.0.0.1'));
    await Promise.all(
      stalled.map((socket) => new Promise<void>((resolve) => socket.write(`${head}begun`, () => resolve()))),
    );
    expect(await server.push({ service: 'patient', ...minute(0) }, profile)).toMatchObject({ stored: 1 });
    await Promise.all(stalled.map((socket) => new Promise((resolve) => socket.once('close', resolve).destroy())));
    expect(await server.push({ service: 'patient', ...minute(1) }, profile)).toMatchObject({ stored: 1 });
    const { services } = await server.get<ServicesReport>('/api/v1/services');
    expect(services.map(({ name }) => name)).toEqual(['patient']);
  });
});
