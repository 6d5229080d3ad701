import type { Design, VerdictWindow } from './types.js';
import { byInstance } from './warm-up.js';

/** Earlier periods, or runs, without which nothing is known of how a service changes by itself. */
export const LEAST_EPOCHS = 7;
/** Windows of one process that are next to each other are alike: so many are one cluster. */
const BLOCK = 5;

/** The windows of each cluster of a side: of an instance, or of a block of one where there is only one process. */
export function clustersOf(windows: readonly VerdictWindow[], design: Design): VerdictWindow[][] {
  const instances = [...byInstance(windows).values()];
  if (design !== 'single') return instances.map((times) => times.flatMap(({ parts }) => parts));
  return instances.flatMap((times) => {
    const blocks = Math.max(1, Math.floor(times.length / BLOCK));
    return Array.from({ length: blocks }, (_, block) =>
      times.slice(block * BLOCK, block === blocks - 1 ? undefined : (block + 1) * BLOCK).flatMap(({ parts }) => parts),
    );
  });
}

/** Whether a design cannot hold its rate of false alarms with so many earlier periods. */
export function isAdvisory(design: Design, epochs: number): boolean {
  return design !== 'canary' && epochs < LEAST_EPOCHS;
}
