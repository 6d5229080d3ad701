import { type Answer, useApi } from './use-api.js';

/**
 * Asks for something in steps, and again in longer ones where it is made of sums over longer times: old days are kept
 * like that, and would be points with gaps between them.
 */
export function useInSteps<T extends { readonly resolutionMs: number }>(
  pathOf: (stepMs: number) => string,
  finestMs: number,
): { readonly answer: Answer<T>; readonly stepMs: number } {
  const first = useApi<T>(pathOf(finestMs));
  const stepMs = Math.max(finestMs, first.data?.resolutionMs ?? 0);
  const longer = useApi<T>(stepMs > finestMs ? pathOf(stepMs) : null);
  return { answer: stepMs > finestMs ? longer : first, stepMs };
}
