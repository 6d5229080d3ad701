import { expect, it } from '@jest/globals';
import { differenceOf, live } from './lifecycle/lifecycle.js';

/** `npm run bench -- lifecycles` runs more of them. */
const SEEDS = Array.from({ length: 25 }, (_, index) => index + 1);

it('lets processes end as without it, whatever they do', async () => {
  const seeds = [...SEEDS];
  const differences: string[] = [];
  const runOne = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const lifecycle = await live(seed);
      const difference = differenceOf(lifecycle);
      if (difference !== undefined) differences.push(`seed ${seed} on Node ${lifecycle.node}: ${difference}`);
    }
  };
  await Promise.all([runOne(), runOne()]);
  expect(differences).toEqual([]);
}, 240_000);
