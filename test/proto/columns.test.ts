import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { check, decodeColumns, decodePprof, encodePprof, PprofError } from '@perf/proto';
import fc from 'fast-check';
import { drawings } from '../notation/arbitrary.js';
import { goldenFile } from '../notation/golden.js';
import { pprofOf } from '../notation/profile-of.js';

const types = ['sample/count', 'cpu/nanoseconds'];

/** What comes of bytes: columns, or the kind of mistake. */
function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof PprofError) return error.code;
    throw error;
  }
}

describe('columns', () => {
  it('have rows in place of ids, and lists one after the other', () => {
    const pprof = pprofOf('main;a 3 {route=/a}\nmain;outer+inner 2', { timeMs: 5, durationMs: 1 });
    for (const entry of pprof.function) entry.id *= 1000;
    for (const { line } of pprof.location) for (const each of line) each.functionId *= 1000;
    const { text, sample, location, line, function: functions, label } = decodeColumns(encodePprof(pprof));
    expect([...sample.stackStart]).toEqual([0, 2, 4]);
    expect([...sample.location]).toEqual([1, 0, 2, 0]);
    expect([...sample.value]).toEqual([3, 2]);
    expect([...location.lineStart]).toEqual([0, 1, 2, 4]);
    expect(Array.from(line.function, (row) => text[functions.name[row] as number])).toEqual([
      'main',
      'a',
      'inner',
      'outer',
    ]);
    expect([[...sample.labelStart], text[label.key[0] as number], text[label.str[0] as number]]).toEqual([
      [0, 1, 1],
      'route',
      '/a',
    ]);
  });

  it('say -1 where a location has no mapping, and a line no function', () => {
    const pprof = pprofOf('main 1');
    for (const { line } of pprof.location) for (const each of line) each.functionId = 0;
    const { location, line } = decodeColumns(encodePprof(pprof));
    expect([[...location.mapping], [...line.function]]).toEqual([[-1], [-1]]);
  });

  it('have nothing of bytes that were read before, also where these were refused', () => {
    const pprof = pprofOf('main;a 3 {route=/a}\nmain;b 2');
    const bytes = encodePprof(pprof);
    for (let length = 1; length < bytes.length; length++) {
      outcome(() => decodeColumns(bytes.subarray(0, length)));
      expect(decodeColumns(bytes)).toEqual(check(pprof));
    }
  });

  it('are read of bytes as of messages', () => {
    fc.assert(
      fc.property(drawings, fc.integer({ min: 1, max: 2 ** 40 }), (drawing, scale) => {
        const pprof = pprofOf(drawing, { types });
        for (const entry of pprof.location) entry.id *= scale;
        for (const entry of pprof.sample) entry.locationId = entry.locationId.map((id) => id * scale);
        expect(decodeColumns(gzipSync(encodePprof(pprof)))).toEqual(check(pprof));
      }),
    );
  });

  it.each(['go-cpu.pb.gz', 'go-heap.pb.gz', 'node-cpu.pb.gz', 'node-heap.pb.gz'])('are read of %s likewise', (file) => {
    expect(decodeColumns(goldenFile(file))).toEqual(check(decodePprof(goldenFile(file))));
  });

  it('are read of lists that are not packed', () => {
    const plain = encodePprof(pprofOf('main;a 3'));
    const sample = Uint8Array.of(0x12, 9, 0x08, 2, 0x08, 1, 0x10, 0xac, 0x02, 0x1a, 0);
    const { sample: columns } = decodeColumns(Uint8Array.from([...plain, ...sample]));
    expect([[...columns.location], [...columns.value], [...columns.labelStart]]).toEqual([
      [1, 0, 1, 0],
      [3, 300],
      [0, 0, 1],
    ]);
  });

  it('leave out fields that are unknown, or written in another way', () => {
    const plain = encodePprof(pprofOf('main;a 3'));
    const unknown = [0xf8, 0x01, 5, 0x7a, 2, 1, 2, 0x08, 7, 0x4d, 1, 2, 3, 4, 0xf3, 0x01, 0x08, 1, 0xf4, 0x01];
    expect(decodeColumns(Uint8Array.from([...plain, ...unknown]))).toEqual(decodeColumns(plain));
  });

  it('are refused wherever messages are, after any damage', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(drawings, damage, (drawing, changes) => {
        const bytes = encodePprof(pprofOf(drawing, { types })).slice();
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        expect(outcome(() => decodeColumns(bytes))).toEqual(outcome(() => check(decodePprof(bytes))));
      }),
      { numRuns: 500 },
    );
  });
});
