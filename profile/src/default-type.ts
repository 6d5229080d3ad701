import type { SampleType } from './types.js';

const ORDER = ['cpu', 'wall', 'inuse_space', 'alloc_space'];

/** The sample type to begin with: CPU first, then wall time and heap, then whatever else arrived. */
export function defaultType(types: readonly SampleType[]): string {
  return ORDER.find((wanted) => types.some(({ type }) => type === wanted)) ?? types[0]?.type ?? '';
}
