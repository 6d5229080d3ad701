/** Alerts, with what a test is about. */
import type { Alert } from '@perf/profile';

const NINE = Date.UTC(2026, 10, 23, 9);

/** One of its id, about a function of that name. */
export function alertOf(name: string, given: Partial<Alert> = {}): Alert {
  return {
    ...{ id: `regression ${name}`, kind: 'regression', service: 'shop', env: 'prod', version: '1.1.0', function: name },
    title: `${name} got slower in shop 1.1.0 (prod): +11 % of CPU, 8 to 14 %`,
    details: [`In src/${name}.ts`, '16.0 % of CPU before, 27.0 % after'],
    path: `/compare?search=${encodeURIComponent(name)}`,
    foundMs: NINE,
    range: { fromMs: NINE - 60_000, untilMs: NINE },
    advisoryOnly: false,
    ...given,
  };
}
