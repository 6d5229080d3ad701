import { alertsOfLeak } from '@perf/profile';
import { type HeapTest, leaksOf } from '@perf/profile/verdict/leaks.js';
import type { HeapInstance } from '../verdicts/heap-test.js';
import type { Round } from './round.js';

/** Tests the heaps of all processes that run long, each by its last census, and keeps what their services leak. */
export async function watchLeaks(round: Round): Promise<void> {
  const { file, ask, nowMs, services } = round;
  for (const { name: service } of services) {
    await round.attempt(`the heaps of ${service} were not tested`, async () => {
      const { instances } = await ask<{ instances: HeapInstance[] }>('heap-instances', { service });
      const envs = new Set(instances.map(({ env }) => env));
      for (const env of envs) {
        const own = instances.filter((one) => one.env === env);
        await testAll(own, round);
        conclude(service, env, own, round);
      }
      for (const leak of file.leaks.open(service)) if (!envs.has(leak.env)) file.leaks.end(leak, nowMs);
    });
  }
  for (const leak of file.leaks.open()) {
    if (!services.some(({ name }) => name === leak.service)) file.leaks.end(leak, nowMs);
  }
}

/** One question an instance: what a process held at its last census is not asked again. */
async function testAll(instances: readonly HeapInstance[], { file, ask, attempt }: Round): Promise<void> {
  for (const { service, env, version, instance, firstMs, lastMs } of instances) {
    await attempt(`the heap of ${service}'s ${instance} was not tested`, async () => {
      const after = file.leaks.tests(service, env).get(instance)?.atMs ?? 0;
      const { test } = await ask<{ test: HeapTest | null }>('heap-test', {
        ...{ service, env, version, instance },
        ...{ first: String(firstMs), last: String(lastMs), after: String(Math.round(after)) },
      });
      if (test !== null) file.leaks.putTest(service, env, test);
    });
  }
}

function conclude(service: string, env: string, instances: readonly HeapInstance[], round: Round): void {
  const { file, nowMs } = round;
  const running = new Set(instances.map(({ instance }) => instance));
  const tests: HeapTest[] = [];
  for (const [instance, test] of file.leaks.tests(service, env)) {
    if (running.has(instance)) tests.push(test);
    else file.leaks.forgetTest(service, env, instance);
  }
  const old = tests.filter(({ isYoung }) => !isYoung);
  const look = {
    ...{ service, env, testedMs: nowMs, instances: old.length, young: tests.length - old.length },
    sites: new Set(old.flatMap(({ sites }) => sites.map(({ pathId }) => pathId))).size,
  };
  round.alert(file.leaks.put(look, leaksOf(service, env, tests), tests).flatMap(alertsOfLeak));
}
