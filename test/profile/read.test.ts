import { describe, expect, it } from '@jest/globals';
import { defaultReadLimits, FormatError, foldedFrom, parseFolded, readProfile, toPprof } from '@perf/profile';
import { encodePprof, gunzip } from '@perf/proto';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { bytesOf, cpuprofileOf, heapprofileOf, perfScriptOf, speedscopeOf } from '../notation/files.js';
import { goldenFile } from '../notation/golden.js';
import { profileOf } from '../notation/profile-of.js';
import { profileText } from '../notation/profile-text.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

const bytesOfPprof = (drawing: string) => encodePprof(toPprof(profileOf(drawing)));

describe('a file', () => {
  it.each<[string, Uint8Array]>([
    ['pprof', bytesOfPprof('main;a 3')],
    ['pprof', gunzip(goldenFile('go-cpu.pb.gz'), 2 ** 24)],
    ['pprof', gunzip(goldenFile('node-heap.pb.gz'), 2 ** 24)],
    ['folded', bytesOf('main;a 3')],
    ['folded', bytesOf('\n\n{main};index.php 3\n')],
    ['folded', bytesOf('[worker tid=7];java.lang.Thread.run_[j] 3\n')],
    ['perf-script', bytesOf(perfScriptOf('main;a 3'))],
    ['perf-script', bytesOf(`# captured on a Tuesday\n\n${perfScriptOf('main;a 3')}`)],
    ['speedscope', bytesOf(speedscopeOf({ main: 'main;a 3' }))],
    ['speedscope', bytesOf({ ...speedscopeOf({ main: 'main;a 3' }), $schema: undefined })],
    ['cpuprofile', bytesOf(cpuprofileOf('main;a 3'))],
    ['heapprofile', bytesOf(heapprofileOf('main;a 3'))],
    ['heapprofile', bytesOf(`\uFEFF ${JSON.stringify(heapprofileOf('main;a 3'))}`)],
  ])('is known by its content: %s', (format, bytes) => {
    const file = readProfile(bytes);
    expect(file.format).toBe(format);
    expect(treeOf(file.profile).total[0]?.[0]).toBeGreaterThan(0);
  });

  it('of pprof is the profile that was written, and knows the time it covers', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const back = readProfile(encodePprof(toPprof(profile)));
        expect(profileText(back.profile)).toBe(profileText(profile));
        // Without a beginning pprof is written without an end.
        expect(back.durationMs).toBe(Number.isNaN(profile.startMs) ? Number.NaN : 10);
      }),
    );
  });

  it.each<[string, Uint8Array, string | RegExp]>([
    ['empty', bytesOf(''), 'The file is empty.'],
    ['blank', bytesOf(' \n '), 'The file holds nothing but white space.'],
    ['prose', bytesOf('Dear all,\n'), /^Line 1: 'all,' is not a number\..* The file is text, so it was read as folded/],
    [
      'Latin-1',
      Uint8Array.of(0x66, 0xe9, 0x20, 0x31),
      /^The file is text, but not in UTF-8: save it in that encoding\.$/,
    ],
    ['JSON that was cut off', bytesOf('{"nodes": [1, '), /^The file begins like JSON but is damaged or cut off: .*\.$/],
    ['other JSON', bytesOf({ name: 'x', version: 1 }), /^The file is JSON of an unknown kind, with the fields name, v/],
    ['a list', bytesOf([{ ph: 'B' }]), /^The file may be a trace of events, which is no profile\./],
    ['a trace', bytesOf({ traceEvents: [] }), /^The file may be a trace of events, which is no profile\./],
    ['a recording of Java', bytesOf('FLR\0\0\u0002'), /^The file is a Java Flight Recording: convert it/],
    [
      'perf.data',
      bytesOf('PERFILE2\u0001'),
      /^The file is perf's own perf\.data: open what `perf script` prints of it/,
    ],
    ['compressed', goldenFile('go-cpu.pb.gz'), /^The file is compressed with gzip: decompress it once more/],
    ['noise', Uint8Array.of(1, 2, 3, 4), /^The file is not text, and no pprof profile either: .*\.$/],
    ['a pprof that was cut off', bytesOfPprof('main;a 3').slice(0, 40), /^(The file is not text|Invalid profile)/],
  ])('that is %s is refused, with what to do', (_, bytes, message) => {
    const expected = typeof message === 'string' ? new FormatError(message) : message;
    expect(() => readProfile(bytes)).toThrow(expected);
    expect(() => readProfile(bytes)).toThrow(FormatError);
  });

  it('is never anything but read or refused, whatever its bytes', () => {
    const starts = fc.constantFrom(
      '',
      'node 7 1.0: cycles:\n\t',
      '{',
      '{"nodes":',
      '{"head":',
      '{"shared":{"frames":[]},"profiles":',
      'main;a ',
    );
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 60 }), fc.json(), (start, noise, json) => {
        for (const tail of [noise, bytesOf(`${json}}`)]) {
          try {
            readProfile(Uint8Array.from([...bytesOf(start), ...tail]));
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError);
          }
        }
      }),
    );
  });
});

describe('a bound', () => {
  const files: readonly [string, Uint8Array][] = [
    ['pprof', bytesOfPprof('main;a;b 3\nmain;c 1\nd 1')],
    ['folded', bytesOf('main;a;b 3\nmain;c 1\nd 1')],
    ['speedscope', bytesOf(speedscopeOf({ main: 'main;a;b 3\nmain;c 1\nd 1' }))],
    ['evented speedscope', bytesOf(speedscopeOf({ main: 'main;a;b 3\nmain;c 1\nd 1' }, 'evented'))],
    ['cpuprofile', bytesOf(cpuprofileOf('main;a;b 3\nmain;c 1\nd 1'))],
    ['heapprofile', bytesOf(heapprofileOf('main;a;b 3\nmain;c 1\nd 1'))],
    ['perf-script', bytesOf(perfScriptOf('main;a;b 3\nmain;c 1\nd 1'))],
  ];

  it.each(files)('on bytes, samples, stacks and depth holds for %s', (_, bytes) => {
    const enough = { bytes: bytes.length, samples: 3, nodes: 8, depth: 3 };
    expect(treeOf(readProfile(bytes, enough).profile).parent).toHaveLength(6);
    const refused = (change: object) => () => readProfile(bytes, { ...enough, ...change });
    expect(refused({ bytes: bytes.length - 1 })).toThrow(`at most ${bytes.length - 1} are read`);
    expect(refused({ samples: 2 })).toThrow('The file has more than 2 samples: it is too large to be opened here.');
    expect(refused({ nodes: 3 })).toThrow(/^The file has more than 3 (different stacks|nodes): it is too large/);
    expect(refused({ depth: 2 })).toThrow('The file has more than 2 frames in one stack');
  });
});

describe('folded stacks', () => {
  it('are read as they were written, in any order of lines', () => {
    fc.assert(
      fc.property(profiles, fc.infiniteStream(fc.nat()), (profile, order) => {
        const text = fold(profile);
        const lines = text.split('\n').map((line) => ({ line, at: order.next().value as number }));
        const shuffled = lines.sort((a, b) => a.at - b.at).map(({ line }) => line);
        expect(fold(parseFolded(shuffled.join('\n')))).toBe(text);
      }),
    );
  });

  it('share frames with the line before, and not more than that', () => {
    const { profile } = readProfile(bytesOf('a;b;c 1\na;b 2\na;bc;c 4\na;b;c;d 8\na 16\nab 32'));
    expect(treeText(treeOf(profile))).toBe(
      drawn(`
        total 63
          ab 32 self 32
          a 31 self 16
            b 11 self 2
              c 9 self 1
                d 8 self 8
            bc 4
              c 4 self 4
      `),
    );
  });

  it('may be many and deep, and long lines are shortened where they are refused', () => {
    const depth = defaultReadLimits.depth;
    const { profile } = readProfile(bytesOf(`${'f;'.repeat(depth - 1)}f 1`));
    expect(profile.stacks.table.parent).toHaveLength(depth + 1);
    expect(() => readProfile(bytesOf(`${'f;'.repeat(500)};f 1`))).toThrow(
      /^Line 1: a frame without a name in '(f;){40}…'/,
    );
  });
});

function fold({ stacks, samples }: ReturnType<typeof profileOf>): string {
  const node = samples.flatMap(({ vector }) => [...vector.node]);
  const value = samples.flatMap(({ vector }) => [...(vector.values[0] as Float64Array)]);
  return foldedFrom(stacks, Int32Array.from(node), Float64Array.from(value));
}
