import { Gauge, type Registry } from 'prom-client';
import type { Recorded } from '../recording/recording.js';

const labelNames = ['rule', 'service', 'env', 'function', 'of'] as const;

/** Shows what recording rules computed; what could not be computed is not there. */
export function registerFunctionMetrics(registry: Registry, recorded: () => readonly Recorded[]): void {
  const gauge = (name: string, help: string, per: Recorded['rule']['per']): void => {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        for (const { rule, amount } of recorded()) {
          if (rule.per !== per) continue;
          const { name: ruleName, service, env = '', function: fn, of } = rule;
          this.set({ rule: ruleName, service, env, function: fn, of }, amount);
        }
      },
    });
  };
  gauge(
    'perf_function_cpu_seconds_rate',
    'CPU seconds per second that a function takes in all instances together, over the last minutes.',
    undefined,
  );
  gauge(
    'perf_function_cpu_seconds_per_request',
    'CPU seconds that a function takes for each request, over the last minutes.',
    'request',
  );
}
