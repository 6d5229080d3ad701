import type { DiffReport, Norm } from './api.js';
import { isInstant } from './temporality.js';

/**
 * What both sides are divided by where nobody chose: the requests they served where both counted them, else the time
 * they were profiled. What is held at a moment is already an average of instances.
 */
export function standardNorm(type: string, requests: boolean): Norm {
  if (isInstant(type)) return 'absolute';
  return requests ? 'perRequest' : 'perSecond';
}

/** Whether both sides of a diff served requests that an agent counted. */
export function countedRequests({ base, comparison }: DiffReport): boolean {
  return Boolean(base.requests && comparison.requests);
}
