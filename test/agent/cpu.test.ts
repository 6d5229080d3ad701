import { describe, expect, it } from '@jest/globals';
import { decodePprof } from '@perf/proto';
import fc from 'fast-check';
import { gatherSamples } from '../../agent/dist/cpu/samples.js';
import { FIRST_MS, labelledBy, samplesText, v8Profile, written } from './drawn.js';
import { fixture, Host } from './host.js';

describe('CPU time', () => {
  const cpuOf = (drawing: string) => samplesText(written(drawing), 'cpu');

  it('stays with samples that follow each other', () => {
    expect(cpuOf('a 10, a 9, b 8')).toEqual(['a 19', 'b 8']);
  });

  it('found while waiting goes to the samples that follow a wait, with what they have themselves', () => {
    expect(cpuOf('(idle) 6, a 2, (idle) 5, b 3, (idle) 4')).toEqual(['a 10', 'b 10']);
  });

  it('of a long run is shared by its first sample alone: the others have a whole interval', () => {
    expect(cpuOf('(idle) 0, a 4, b 10, b 10, (idle) 6')).toEqual(['a 10', 'b 20']);
  });

  it('found while waiting goes to all samples where none follows a wait', () => {
    expect(cpuOf('a 10, a 10, b 10, (idle) 3')).toEqual(['a 22', 'b 11']);
  });

  it('stays where it is in a window of waiting alone', () => {
    expect(cpuOf('(idle) 1, (idle) 2')).toEqual(['(idle) 3']);
  });

  it('is not less for native code that no JavaScript called', () => {
    expect(cpuOf('(program) 5, a 5')).toEqual(['a 10']);
  });
});

describe('wall time', () => {
  it('is samples times the interval; waiting is counted, and takes none', () => {
    const profile = written('main;a 0, main;a 0, main 0, (idle) 0');
    expect(samplesText(profile, 'sample')).toEqual(['(idle) 1', 'main 1', 'main;a 2']);
    expect(samplesText(profile, 'wall')).toEqual(['main 10', 'main;a 20']);
  });

  it('goes by the interval that samples came in, up to twice the one asked for', () => {
    const wallAt = (intervalMicros: number) => samplesText(written('a 0, a 0', { intervalMicros }), 'wall');
    expect([wallAt(8000), wallAt(12_000), wallAt(4000)]).toEqual([['a 20'], ['a 24'], ['a 16']]);
  });
});

describe('a stall', () => {
  /** A turn of the event loop from the first sample of this number to just after the last. */
  const turn = (first: number, last: number) => {
    const [fromMs, untilMs] = [FIRST_MS + first * 10 - 5, FIRST_MS + last * 10 + 5];
    return { fromMs, untilMs, activeMs: untilMs - fromMs };
  };
  const stalls = (drawing: string, ...longTurns: ReturnType<typeof turn>[]) =>
    samplesText(written(drawing, { longTurns }), 'stall');

  it('is shared by the samples of its turn', () => {
    expect(stalls('a 0, b 0, b 0, b 0, b 0, c 0, c 0, d 0', turn(1, 6))).toEqual(['b 40', 'c 20']);
  });

  it('ends where the thread waits', () => {
    const drawing = 'a 0, a 0, (idle) 0, b 0, b 0, b 0, b 0, b 0, b 0';
    expect(stalls(drawing, turn(0, 8))).toEqual(['b 60']);
  });

  it('is none where the turn was spent waiting, or in short pieces', () => {
    expect(stalls('(idle) 0, (idle) 0, (idle) 0, (idle) 0, (idle) 0, (idle) 0', turn(0, 5))).toEqual([]);
    expect(stalls('a 0, (idle) 0, a 0, (idle) 0, a 0, (idle) 0, a 0', turn(0, 6))).toEqual([]);
  });

  it('is none where the event loop turned in between', () => {
    expect(stalls('a 0, a 0, a 0, a 0, a 0, a 0, a 0')).toEqual([]);
  });

  it('is not blamed on the one sample of a process that was stopped for an hour', () => {
    const hour = { fromMs: FIRST_MS - 3_600_000, untilMs: FIRST_MS + 5, activeMs: 3_600_000 };
    expect(stalls('a 0, (idle) 0', hour)).toEqual(['a 100']);
  });

  it('is not looked for where it is switched off', () => {
    const types = written('a 0', { stallMs: 0 }).sampleType.length;
    expect([types, written('a 0').sampleType.length]).toEqual([3, 4]);
  });
});

describe('the labels of samples', () => {
  it('cut the samples of one stack; equal ones are one sample', () => {
    const labels = labelledBy({ a: { tenant: 'x' }, b: { tenant: 'y' } });
    const profile = written('a 1, b 1, a 1, c 1', {}, labels);
    expect(samplesText(profile, 'sample')).toEqual(['a tenant=x 2', 'b tenant=y 1', 'c 1']);
  });

  it('say which were taken while the process started', () => {
    const profile = written('a 1, (idle) 1, a 1', { startupUntilMs: FIRST_MS + 15 });
    expect(samplesText(profile, 'sample')).toEqual(['(idle) phase=startup 1', 'a 1', 'a phase=startup 1']);
  });
});

describe('a CPU profile', () => {
  it('has garbage collection and threads without JavaScript under Node.js', () => {
    const profile = { ...v8Profile('a 1, (garbage collector) 2'), nonJSThreadsCpuTime: 3e6 };
    expect(samplesText(written('', { parts: [profile] }), 'cpu')).toEqual([
      'Node.js;Garbage Collection 2',
      'Node.js;Non JS threads activity 3',
      'a 1',
    ]);
  });

  it('has stacks of any depth, and of as many functions', () => {
    const deep = Array.from({ length: 1500 }, (_, i) => `f${i}`).join(';');
    expect(samplesText(written(`${deep} 1, f0;g 1`), 'sample')).toEqual([`${deep} 1`, 'f0;g 1'].sort());
  });

  it('says the same of a window that was read in parts', () => {
    const sample = fc
      .tuple(fc.array(fc.constantFrom('a', 'b', '(idle)', 'c'), { minLength: 1, maxLength: 4 }), fc.nat(9))
      .map(([stack, cpuMs]) => `${stack.join(';')} ${cpuMs}`);
    const part = fc.array(sample, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 4 }), (drawn) => {
        let skip = 0;
        const parts = drawn.map((samples) => {
          const one = { ...v8Profile(samples.join(', '), skip), nonJSThreadsCpuTime: 1e6 };
          skip += samples.length;
          return one;
        });
        const whole = { ...v8Profile(drawn.flat().join(', ')), nonJSThreadsCpuTime: parts.length * 1e6 };
        const [inParts, atOnce] = [written('', { parts }), written('', { parts: [whole] })];
        for (const type of ['sample', 'wall', 'cpu', 'stall']) {
          expect(samplesText(inParts, type)).toEqual(samplesText(atOnce, type));
        }
      }),
    );
  });

  it('can be written in pieces', () => {
    const wide = Array.from({ length: 1000 }, (_, i) => `f${i} 1`).join(', ');
    let pieces = 0;
    for (const _ of gatherSamples(v8Profile(wide).topDownRoot)) pieces++;
    expect(pieces).toBeGreaterThan(50);
  });

  it('says of the same samples what @datadog/pprof says', async () => {
    const host = Host.run([fixture('both-writers.cjs')]);
    expect(await host.ended).toBe(0);
    const { ours, theirs, programCpu } = JSON.parse(host.stdout) as Record<'ours' | 'theirs', string> & {
      programCpu: number;
    };
    const [own, reference] = [decodePprof(Buffer.from(ours, 'base64')), decodePprof(Buffer.from(theirs, 'base64'))];

    expect(own.sampleType.map(({ type }) => own.stringTable[type])).toEqual(['sample', 'wall', 'cpu', 'stall']);
    for (const column of [0, 1]) expect(byStack(own, column)).toEqual(byStack(reference, column));
    // They leave out what native code took that no JavaScript called.
    expect(sum(own, 2)).toBe(sum(reference, 2) + programCpu);
    expect(sum(own, 2)).toBeGreaterThan(0);
    expect({ ...own.periodType, period: own.period }).toMatchObject({ period: reference.period });
  });
});

type Decoded = ReturnType<typeof decodePprof>;

/** Values of one column by the names on the stack. */
function byStack(profile: Decoded, column: number): Record<string, number> {
  const functions = new Map(profile.function.map((one) => [one.id, profile.stringTable[one.name] ?? '']));
  const locations = new Map(
    profile.location.map(({ id, line }) => [id, functions.get(line[0]?.functionId ?? 0) ?? '']),
  );
  const values: Record<string, number> = {};
  for (const { locationId, value } of profile.sample) {
    const stack = [...locationId].map((id) => locations.get(id)).join(';');
    const sum = (values[stack] ?? 0) + Number(value[column]);
    if (sum > 0) values[stack] = sum;
  }
  return values;
}

function sum(profile: Decoded, column: number): number {
  return Object.values(byStack(profile, column)).reduce((total, value) => total + value, 0);
}
