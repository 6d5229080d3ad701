import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Host } from './host.js';
import { labelsByFunction, mostly } from './labelled.js';
import { Sink } from './sink.js';

let sink: Sink;
beforeEach(async () => {
  sink = await Sink.open();
});
afterEach(() => sink.close());

const TRACE = 'trace_id=0af7651916cd43dd8448eb211c80319c';
const OUTER = '00f067aa0ba902b7';
const INNER = 'b7ad6b7169203331';

/** By function: what its samples are labelled with in a program with OpenTelemetry. */
async function labelled(program: string, names: readonly string[]): Promise<Record<string, string>> {
  const source = `
    import { withLabels } from '@perf/agent/api';
    import { burn, pause } from './test/agent/fixtures/burn.mjs';
    import { context, inSpan, registerTracing } from './test/agent/fixtures/tracing.mjs';
    ${program}`;
  const host = Host.run(['--import', '@perf/agent', '--input-type=module', '--eval', source], {
    PERF_SERVER_URL: sink.url,
    PERF_SERVICE: 'tracing',
    PERF_CPU_HZ: '500',
    PERF_REQUEST_LABELS: 'on',
  });
  expect(await host.ended).toBe(0);
  const profile = sink.windows[0]?.profiles.get('cpu.pb.gz');
  const found = labelsByFunction(profile, names, ['trace_id', 'span_id', 'tenant']);
  return Object.fromEntries([...found].map(([name, labels]) => [name, mostly(labels)]));
}

describe('the samples of a span of OpenTelemetry', () => {
  it('carry its ids, and those of a nested one its own', async () => {
    const program = `
      registerTracing();
      await pause(100);
      async function nested() { burn(50); await pause(2); burn(20); }
      async function outer() { burn(50); await inSpan('${INNER}', nested); await null; burn(50); }
      function outside() { burn(50); }
      await inSpan('${OUTER}', outer);
      outside();`;
    expect(await labelled(program, ['nested', 'outer', 'outside'])).toEqual({
      nested: `span_id=${INNER} ${TRACE}`,
      outer: `span_id=${OUTER} ${TRACE}`,
      outside: '',
    });
  });

  it('are found in callbacks that were bound to its context', async () => {
    const program = `
      registerTracing();
      await pause(100);
      function bound() { burn(50); }
      const call = inSpan('${OUTER}', () => context.bind(context.active(), bound));
      call();`;
    expect(await labelled(program, ['bound'])).toEqual({ bound: `span_id=${OUTER} ${TRACE}` });
  });

  it('carry the labels given in code as well', async () => {
    const program = `
      registerTracing();
      await pause(100);
      function work() { burn(50); }
      withLabels({ tenant: 'a' }, () => inSpan('${OUTER}', work));`;
    expect(await labelled(program, ['work'])).toEqual({ work: `span_id=${OUTER} tenant=a ${TRACE}` });
  });

  it('carry no ids that nobody can look up: those of a trace that is not recorded', async () => {
    const program = `
      registerTracing();
      await pause(100);
      function work() { burn(50); }
      inSpan('${OUTER}', work, 0);`;
    expect(await labelled(program, ['work'])).toEqual({ work: '' });
  });
});

it('the context manager of OpenTelemetry gets its own method back when the agent stops', async () => {
  const source = `
    import { init } from '@perf/agent/api';
    import { inSpan, registerTracing } from './test/agent/fixtures/tracing.mjs';
    const manager = () => globalThis[Symbol.for('opentelemetry.js.api.1')].context;
    const agent = init();
    registerTracing();
    await new Promise((resolve) => setTimeout(resolve, 100));
    console.log(Object.hasOwn(manager(), 'with'), inSpan('${OUTER}', () => 7));
    await agent.stop();
    console.log(Object.hasOwn(manager(), 'with'), inSpan('${OUTER}', () => 8));`;
  const host = Host.module(source, { PERF_SERVER_URL: sink.url, PERF_SERVICE: 'tracing' });
  await host.ended;
  expect(host.stdout).toBe('true 7\nfalse 8\n');
});
