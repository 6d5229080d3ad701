import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { differenceOf, type Lifecycle, live } from '../agent/lifecycle/lifecycle.js';
import { printTable } from './figures.js';

/**
 * Runs drawn programs without the agent and with it, and compares how they ended and what they printed.
 * `--seed 7` shows one of them, and leaves its program in test/output/lifecycle-7.cjs.
 */
export async function lifecyclesBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '500' },
      first: { type: 'string', default: '1001' },
      seed: { type: 'string' },
      parallel: { type: 'string', default: '2' },
    },
  });
  if (values.seed !== undefined) return show(await live(Number(values.seed)));

  const first = Number(values.first);
  const seeds = Array.from({ length: Number(values.runs) }, (_, index) => first + index);
  const rows = new Map<string, { runs: number; differences: number }>();
  const runOne = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const lifecycle = await live(seed);
      const difference = differenceOf(lifecycle);
      if (difference !== undefined) console.log(`seed ${seed} on Node ${lifecycle.node}: ${difference}`);
      for (const row of [`Node ${lifecycle.node}`, `ends with ${lifecycle.without.end}`]) {
        const { runs, differences } = rows.get(row) ?? { runs: 0, differences: 0 };
        rows.set(row, { runs: runs + 1, differences: differences + (difference === undefined ? 0 : 1) });
      }
    }
  };
  await Promise.all(Array.from({ length: Number(values.parallel) }, runOne));
  const table = [...rows].sort(([a], [b]) => a.localeCompare(b));
  printTable(
    ['programs', 'runs', 'differences'],
    table.map(([row, { runs, differences }]) => [row, String(runs), String(differences)]),
  );
}

function show(lifecycle: Lifecycle): void {
  const { seed, node, nodeOptions, variables, program, without, with: withAgent } = lifecycle;
  const file = `test/output/lifecycle-${seed}.cjs`;
  writeFileSync(file, program);
  console.log({ seed, node, nodeOptions, variables, file, without, with: withAgent });
  console.log(differenceOf(lifecycle) ?? 'no difference');
}
