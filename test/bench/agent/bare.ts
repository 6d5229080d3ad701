import { Agent, request } from 'node:http';
import { encode, heap, time } from '@datadog/pprof';

const HZ = 99;
const HEAP_INTERVAL_BYTES = 524_288;
const STACK_DEPTH = 128;

/** V8's profilers as the agent sets them, never read: what no profiler on top of them can save. */
export function startSampling(intervalMs: number): void {
  startCpuSampling(intervalMs);
  startHeapSampling();
}

export function startCpuSampling(intervalMs: number): void {
  time.start({
    intervalMicros: Math.round(1e6 / HZ),
    durationMillis: 2 * intervalMs + 30_000,
    withContexts: process.platform !== 'win32',
    collectCpuTime: process.platform !== 'win32',
    workaroundV8Bug: false,
  });
}

export function startHeapSampling(): void {
  heap.start(HEAP_INTERVAL_BYTES, STACK_DEPTH);
}

/** The least that makes a continuous profiler of @datadog/pprof: each interval read, encoded by it, and posted. */
export function startBare(sinkUrl: string, intervalMs: number): void {
  startSampling(intervalMs);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = async (profile: Parameters<typeof encode>[0]) => {
    const body = await encode(profile);
    const sending = request(`${sinkUrl}/bare`, { method: 'POST', agent, headers: { 'content-length': body.length } });
    sending.on('response', (response) => response.resume());
    sending.on('error', (error) => console.error(`not delivered: ${error.message}`));
    sending.end(body);
  };
  setInterval(async () => {
    await post(time.stop(true));
    await post(heap.profile());
  }, intervalMs).unref();
}
