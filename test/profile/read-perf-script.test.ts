import { describe, expect, it } from '@jest/globals';
import { fromPerfScript, readProfile } from '@perf/profile';
import { bytesOf, perfScriptOf } from '../notation/files.js';
import { profileOf } from '../notation/profile-of.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

/** As perf prints it: innermost first, each frame indented by a tab. */
const SHOP = `
# ========
# captured on    : Mon Nov 23 17:40:12 2026
# ========
#
node 4711/4711 [001] 12.500000:     250000 cpu-clock:u: 
\t    55a3c1 LazyCompile:*render /app/src/render.js:10 (/tmp/perf-4711.map)
\t    55a3c0 JS:^get size file:///app/src/cart.mjs:3:7 (/tmp/perf-4711.map)
\t    7f21b0 node::Start(int, char**)+0x4f3 (/usr/bin/node)
\t    7f21b1 __libc_start_main+0xf3 (/usr/lib/x86_64-linux-gnu/libc.so.6)

V8 Worker 4711/4712 [000] 13.750000:     750000 cpu-clock:u: 
\tffffffff81 do_syscall_64+0x5c ([kernel.kallsyms])
\t    7f21c2 [unknown] ([unknown])
\t    7f21c3 Builtins_ArrayMap (/memfd:jit (deleted))

`;

describe('the output of perf script', () => {
  const { profile, durationMs } = fromPerfScript(SHOP);

  it('is read innermost first; JavaScript is named by its source, all else by the file of its code', () => {
    expect(treeText(treeOf(profile))).toBe(
      drawn(`
        total 1000000
          Builtins_ArrayMap [/memfd:jit] 750000
            [unknown] 750000
              do_syscall_64 [[kernel.kallsyms]] 750000 self 750000
          __libc_start_main [/usr/lib/x86_64-linux-gnu/libc.so.6] 250000
            node::Start(int, char**) [/usr/bin/node] 250000
              get size:3 [/app/src/cart.mjs] 250000
                render:10 [/app/src/render.js] 250000 self 250000
      `),
    );
  });

  it('knows the time it covers, and labels samples by thread', () => {
    expect(durationMs).toBe(1250);
    expect(profile.samples.map(({ labels }) => labels.map(({ key, str }) => `${key}=${str}`))).toEqual([
      ['thread=node'],
      ['thread=V8 Worker'],
    ]);
  });

  it.each([
    ['a 7 1.0: 5 cpu-clock:u:', ['cpu/nanoseconds 5', 'samples/count 1']],
    ['a 7 1.0: 5 task-clock:ppp:', ['cpu/nanoseconds 5', 'samples/count 1']],
    ['a 7 [003] 1.0: 5 cycles:u:', ['cycles/count 5', 'samples/count 1']],
    ['a 7/8 [003] 1.0: 5 cpu_core/cycles/u:', ['cycles/count 5', 'samples/count 1']],
    ['a b c 7 1.0: 5 L1-dcache-load-misses:', ['L1_dcache_load_misses/count 5', 'samples/count 1']],
    ['a 7 1.0: 1 sched:sched_switch: prev_comm=a prev_pid=7', ['sched_sched_switch/count 1', 'samples/count 1']],
    ['a 7 1.0: cycles:', ['samples/count 1']],
  ])('counts what was sampled: %s', (head, values) => {
    const { sampleTypes, samples } = fromPerfScript(`${head}\n\t1f main (/bin/a)\n`).profile;
    const found = sampleTypes.map(({ type, unit }, at) => `${type}/${unit} ${samples[0]?.vector.values[at]?.[0]}`);
    expect(found).toEqual(values);
  });

  it('keeps events apart', () => {
    const text = 'a 7 1.0: 5 cycles:\n\t1f f (/a)\n\na 7 1.1: 3 page-faults:\n\t1f f (/a)\n';
    const { sampleTypes, samples } = fromPerfScript(text).profile;
    expect(sampleTypes.map(({ type }) => type)).toEqual(['cycles', 'page_faults', 'samples']);
    expect(samples.map(({ vector }) => vector.values.map((column) => [...column]))).toEqual([[[5], [3], [2]]]);
  });

  it('may have no stacks, lines of the source, and functions without a file', () => {
    const text = [
      '             app   7 1.0:   5 cycles:  1f main+0x3 (/bin/app)',
      '             app   7 1.1:   4 cycles:  1f main+0x5 (/bin/app)',
      'app 7 1.1: 5 cycles:',
      '\t1f inner (inlined)',
      '  app.c:12',
      '\t1e outer',
      '',
    ].join('\n');
    expect(treeText(treeOf(fromPerfScript(text).profile))).toBe(
      drawn(`
        total 14
          main [/bin/app] 9 self 9
          outer 5
            inner 5 self 5
      `),
    );
  });

  it.each([
    ['app 7 1.0: 5 cycles:\n\t1f f (/a)\n\nwhat is this', "Line 4: expected a sample of perf script as 'command pid"],
    ['app 7 1.0: 5 cycles:\n\tno frame', "Line 2: expected a frame of perf script as 'address function (file)'"],
  ])('names the line that cannot be read: %j', (text, message) => {
    expect(() => fromPerfScript(text)).toThrow(message);
  });

  it('holds the stacks that were drawn', () => {
    const drawing = 'main;a;b 3\nmain;c 1\nd 1';
    const { profile } = readProfile(bytesOf(perfScriptOf(drawing)));
    expect(treeText(treeOf(profile))).toBe(treeText(treeOf(profileOf(drawing))));
  });
});
