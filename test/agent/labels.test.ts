import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Profile } from 'pprof-format';
import { Host } from './host.js';
import { labelsByFunction, mostly } from './labelled.js';
import { Sink } from './sink.js';

let sink: Sink;
beforeEach(async () => {
  sink = await Sink.open();
});
afterEach(() => sink.close());

const AGENT = `
  import { init, withLabels } from '@perf/agent/api';
  import { burn, pause } from './test/agent/fixtures/burn.mjs';
  const agent = init();`;

/** Runs a program with the agent until it ends by itself. */
async function run(program: string, variables: Record<string, string> = {}): Promise<Host> {
  const host = Host.module(`${AGENT}\n${program}`, {
    PERF_SERVER_URL: sink.url,
    PERF_SERVICE: 'labels',
    PERF_CPU_HZ: '500',
    ...variables,
  });
  expect(await host.ended).toBe(0);
  return host;
}

function cpuProfile(): Profile | undefined {
  return sink.windows[0]?.profiles.get('cpu.pb.gz');
}

describe('withLabels', () => {
  /** By function: what its samples are labelled with. */
  function labelled(...names: string[]): Record<string, string> {
    const found = labelsByFunction(cpuProfile(), names, ['tenant', 'job', 'attempt']);
    return Object.fromEntries([...found].map(([name, labels]) => [name, mostly(labels)]));
  }

  it('labels what it runs, and no more than that', async () => {
    await run(`
      function before() { burn(50); }
      function inside() { burn(50); }
      function after() { burn(50); }
      before();
      withLabels({ tenant: 'a' }, inside);
      after();`);
    expect(labelled('before', 'inside', 'after')).toEqual({ before: '', inside: 'tenant=a', after: '' });
  });

  it('adds to the labels around it, and the inner one of equal names counts', async () => {
    await run(`
      function inner() { burn(50); }
      function outer() { burn(50); }
      withLabels({ tenant: 'a', job: 'all' }, () => {
        withLabels({ job: 'one', attempt: 2 }, inner);
        outer();
      });`);
    expect(labelled('inner', 'outer')).toEqual({
      inner: 'attempt=2 job=one tenant=a',
      outer: 'job=all tenant=a',
    });
  });

  it('follows awaits, timers, streams, emitters and callbacks', async () => {
    await run(`
      import { EventEmitter, once } from 'node:events';
      import { readFile, stat } from 'node:fs';
      import { Readable, Transform } from 'node:stream';
      import { pipeline } from 'node:stream/promises';

      async function afterAwaits() { await pause(2); await null; burn(50); }
      function inTimer() { burn(50); }
      function inImmediate() { burn(50); }
      function inTick() { burn(50); }
      function inMicrotask() { burn(50); }
      function inCallback() { burn(50); }
      function inStream(chunk, _encoding, done) { burn(50); done(null, chunk); }
      function inEmitter() { burn(50); }
      async function inIteration() { for await (const _ of Readable.from(['x'])) burn(50); }
      await withLabels({ tenant: 'a' }, async () => {
        setTimeout(inTimer, 5);
        setImmediate(inImmediate);
        process.nextTick(inTick);
        queueMicrotask(inMicrotask);
        stat('.', inCallback);
        const emitter = new EventEmitter().on('it', inEmitter);
        setTimeout(() => emitter.emit('it'), 5);
        await pipeline(Readable.from(['x']), new Transform({ transform: inStream }), async (source) => {
          for await (const _ of source);
        });
        await inIteration();
        await afterAwaits();
        await pause(20);
      });`);
    const names = [
      ...['afterAwaits', 'inTimer', 'inImmediate', 'inTick', 'inMicrotask', 'inCallback', 'inStream', 'inEmitter'],
      'inIteration',
    ];
    expect(labelled(...names)).toEqual(Object.fromEntries(names.map((name) => [name, 'tenant=a'])));
  });

  it('ends with what it runs, by a throw and a rejection too', async () => {
    const host = await run(`
      function afterThrow() { burn(50); }
      async function afterRejection() { burn(50); }
      try { withLabels({ tenant: 'a' }, () => { throw new Error('thrown'); }); } catch (error) { console.log(error.message); }
      afterThrow();
      await withLabels({ tenant: 'b' }, async () => { await pause(1); throw new Error('rejected'); })
        .catch((error) => console.log(error.message));
      await afterRejection();`);
    expect(host.stdout).toBe('thrown\nrejected\n');
    expect(labelled('afterThrow', 'afterRejection')).toEqual({ afterThrow: '', afterRejection: '' });
  });

  it('keeps apart what takes turns', async () => {
    await run(`
      async function a() { for (let turn = 0; turn < 30; turn++) { burn(3); await pause(1); } }
      async function b() { for (let turn = 0; turn < 30; turn++) { burn(3); await null; burn(1); await pause(1); } }
      await Promise.all([withLabels({ tenant: 'a' }, a), withLabels({ tenant: 'b' }, b)]);`);
    expect(labelled('a', 'b')).toEqual({ a: 'tenant=a', b: 'tenant=b' });
  });

  it('returns what its work returns, whether or not an agent runs', async () => {
    const source = `
      console.log(withLabels({ tenant: 'a' }, () => 7), await withLabels({ tenant: 'a' }, async () => 8));
      await agent.stop();
      console.log(withLabels({ tenant: 'a' }, () => 9));`;
    expect((await run(source)).stdout).toBe('7 8\n9\n');
    expect((await run(source, { PERF_ENABLED: 'false' })).stdout).toBe('7 8\n9\n');
  });

  it('does not label what the agent does itself, whoever asks for it', async () => {
    await run(`
      async function waiting() { await agent.flush(); }
      await withLabels({ tenant: 'a' }, waiting);
      await withLabels({ tenant: 'a' }, async () => { burn(50); await pause(1); });
      await agent.flush();`);
    const second = sink.windows[1]?.profiles.get('cpu.pb.gz');
    const collecting = labelsByFunction(second, ['collect', 'attempt'], ['tenant']);
    for (const [, labels] of collecting) for (const text of labels.keys()) expect(text).toBe('');
  });

  it.each([
    ['withLabels(7, work)', 'withLabels() takes an object of labels first, not number; it is ignored'],
    [
      "withLabels({ '7 days': 'a' }, work)",
      'withLabels() cannot name a label "7 days": letters, digits, "_", "." and "-"',
    ],
    ['withLabels({ tenant: {} }, work)', 'withLabels({ tenant }) takes text, not object; the label is ignored'],
  ])('names mistakes, and runs the work: %s', async (call, mistake) => {
    const host = await run(`function work() { console.log('works'); }\n${call};`);
    expect(host.stdout).toBe('works\n');
    expect(host.said).toEqual([`[perf] ${mistake}`]);
  });
});

describe('values of a label', () => {
  it('are "(other)" beyond a bound, and counted', async () => {
    await run(
      `
      function work() { burn(50); }
      for (const tenant of ['a', 'b', 'c', 'd']) withLabels({ tenant }, work);
      await agent.flush();
      await agent.flush();`,
      { PERF_MAX_LABEL_VALUES: '2' },
    );
    const tenants = labelsByFunction(cpuProfile(), ['work'], ['tenant']).get('work');
    expect([...(tenants?.keys() ?? [])].filter((text) => text !== '').sort()).toEqual([
      expect.stringMatching(/^tenant=(\(other\)|[abcd])$/),
      expect.stringMatching(/^tenant=[abcd]$/),
      expect.stringMatching(/^tenant=[abcd]$/),
    ]);
    expect(tenants?.has('tenant=(other)')).toBe(true);
    expect(sink.windows.map(({ meta }) => meta.numbers.labelValuesDropped)).toEqual([0, 2, 0]);
  });
});
