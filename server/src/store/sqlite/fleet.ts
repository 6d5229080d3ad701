import type { Labels } from '@perf/profile';

/** Labels that tell instances of one deployment apart, as the agent and Kubernetes name them. */
export const instanceLabels: ReadonlySet<string> = new Set([
  'instance',
  'host',
  'pod',
  'node',
  'container',
  'container_id',
  'pid',
]);

/**
 * The fleet a series belongs to: the series of one service that differ in instance labels alone. Its key is equal
 * exactly for series of one fleet.
 */
export function fleetOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).filter(([name]) => !instanceLabels.has(name)));
}
