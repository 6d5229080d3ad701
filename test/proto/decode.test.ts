import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { decodeColumns, decodePprof, encodePprof, PprofError } from '@perf/proto';
import { goldenFile } from '../notation/golden.js';
import { pprofOf } from '../notation/profile-of.js';

const bytes = encodePprof(pprofOf('main;a 3\nmain;b 2'));

describe('decoding', () => {
  it('takes a profile as it is', () => {
    expect(decodePprof(bytes).stringTable).toEqual(['', 'samples', 'count', 'main', 'a', 'b']);
  });

  it('takes a gzipped profile', () => {
    expect(decodePprof(gzipSync(bytes))).toEqual(decodePprof(bytes));
  });

  it('takes profiles that end in a partly filled buffer', () => {
    const larger = new Uint8Array(bytes.length + 20).fill(255);
    larger.set(bytes, 7);
    expect(decodePprof(larger.subarray(7, 7 + bytes.length))).toEqual(decodePprof(bytes));
  });

  it('takes what the runtime of Go writes', () => {
    const cpu = decodePprof(goldenFile('go-cpu.pb.gz'));
    expect(cpu.sampleType.map(({ type }) => cpu.stringTable[type])).toEqual(['samples', 'cpu']);
    const heap = decodePprof(goldenFile('go-heap.pb.gz'));
    expect(heap.sampleType.map(({ type }) => heap.stringTable[type])).toContain('inuse_space');
  });

  it('reads integers up to 2^53 - 1 exactly, and negative ones', () => {
    const largest = Number.MAX_SAFE_INTEGER;
    const pprof = pprofOf(`main;a ${largest}\nmain;b ${-largest}\nmain;c -1\nmain;d 4294967296`);
    const values = decodePprof(encodePprof(pprof)).sample.map(({ value }) => value[0]);
    expect(values).toEqual([largest, -largest, -1, 4294967296]);
  });

  it('keeps addresses beyond 2^53, as kernels have them, and times in nanoseconds, rounded', () => {
    const pprof = pprofOf('main 1');
    for (const location of pprof.location) location.address = 0xffffffff81000000;
    pprof.timeNanos = 1.75e18;
    const decoded = decodePprof(encodePprof(pprof));
    expect(decoded.location[0]?.address).toBe(0xffffffff81000000);
    expect(decoded.timeNanos).toBe(1.75e18);
  });
});

describe.each([
  ['columns', decodeColumns],
  ['messages', decodePprof],
])('what is not a profile, read as %s,', (_, decode) => {
  function failureOf(input: Uint8Array, limits?: { maxBytes?: number; maxParts?: number }): string {
    try {
      decode(input, limits);
    } catch (error) {
      if (error instanceof PprofError) return `${error.code}: ${error.message}`;
      throw error;
    }
    return 'accepted';
  }

  it('is an empty body', () => {
    expect(failureOf(new Uint8Array())).toBe('malformed: The body is empty: send a pprof profile.');
    expect(failureOf(gzipSync(''))).toBe('malformed: The gzip stream is empty: send a pprof profile.');
  });

  it('is a truncated gzip stream', () => {
    const cut = gzipSync(bytes).subarray(0, 40);
    expect(failureOf(cut)).toBe('gzip: The gzip stream ends early: the upload was cut off. Send it again.');
  });

  it('is a damaged gzip stream', () => {
    const damaged = gzipSync(bytes);
    damaged.fill(0xff, 12, 30);
    expect(failureOf(damaged)).toMatch(/^gzip: The body begins like gzip but is damaged: /);
  });

  it('is one that decompresses to more than is allowed', () => {
    const bomb = gzipSync(new Uint8Array(10_000_000));
    expect(failureOf(bomb, { maxBytes: 1_000_000 })).toBe(
      'too-large: The profile decompresses to more than 1000000 bytes.',
    );
  });

  it('is one that is larger than is allowed without compression', () => {
    expect(failureOf(bytes, { maxBytes: 20 })).toBe(
      `too-large: The profile has ${bytes.length} bytes; at most 20 are accepted.`,
    );
  });

  it('is one of many tiny parts, which cost more memory than bytes', () => {
    const emptySamples = new Uint8Array(20_000).map((_, at) => (at % 2 === 0 ? 0x12 : 0));
    expect(failureOf(emptySamples, { maxParts: 1000 })).toBe(
      'too-large: The profile has more than 1000 samples, locations and other parts.',
    );
  });

  it('is one of many tiny integers', () => {
    const length = 90;
    const oneStack = Uint8Array.from([0x12, length + 2, 0x0a, length, ...Array(length).fill(1)]);
    expect(failureOf(oneStack, { maxParts: 10 })).toBe(
      'too-large: The profile has more than 80 ids, values and other integers.',
    );
  });

  it('is text', () => {
    expect(failureOf(Buffer.from('{"profile": "none"}'))).toMatch(
      /^malformed: The body is not a pprof profile, raw or gzipped: /,
    );
  });

  it('is a truncated profile', () => {
    for (let length = 1; length < bytes.length; length++) {
      expect(failureOf(bytes.subarray(0, length))).toMatch(/^(malformed|invalid): /);
    }
  });

  it('is a number of more than 64 bits', () => {
    const endless = Uint8Array.from([0x48, ...Array(11).fill(0xff), 1]);
    expect(failureOf(endless)).toMatch(/^malformed: .* is longer than 64 bits\.$/);
  });

  it('is text in another encoding than UTF-8', () => {
    const latin1 = Uint8Array.from([...bytes, 0x32, 1, 0xe9]);
    expect(failureOf(latin1)).toBe('invalid: Invalid profile: string_table holds text that is not UTF-8.');
  });
});
