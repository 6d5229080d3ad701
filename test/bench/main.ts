import { agentBench } from './agent.js';
import { faultsBench } from './faults.js';
import { lifecyclesBench } from './lifecycles.js';
import { paintBench } from './paint.js';
import { perfctlBench } from './perfctl.js';
import { soakBench } from './soak.js';
import { storeBench } from './store.js';
import { tiersBench } from './tiers.js';
import { verdictsBench } from './verdicts.js';
import { changesBench } from './verdicts-changes.js';
import { leaksBench } from './verdicts-leaks.js';
import { matchingBench } from './verdicts-matching.js';
import { realVerdictsBench } from './verdicts-real.js';
import { viewerBench } from './viewer.js';

/** `npm run bench -- <name> [options]`. Each prints its figures as a Markdown table, ready for BENCHMARKS.md. */
const benches: Record<string, { says: string; run(args: readonly string[]): Promise<void> }> = {
  agent: {
    says: 'what the agent costs its host, beside the profilers of others [--parts http,heap,work,sections] [--rounds 8] [--seconds 30]',
    run: agentBench,
  },
  faults: {
    says: 'a server killed under load, sent ten times what it can store, damaged, without room [--kills 200] [--seconds 20] [--damages 500] [--disks 10]',
    run: faultsBench,
  },
  lifecycles: {
    says: 'drawn programs without the agent and with it, compared by how they end [--runs 500] [--seed 7]',
    run: lifecyclesBench,
  },
  paint: {
    says: 'how long pages of the viewer take to show something on a slow processor [--rounds 7] [--slowdown 4]',
    run: paintBench,
  },
  perfctl: {
    says: 'how long perfctl takes to compare two large files [--nodes 50000,250000,750000] [--rounds 7]',
    run: perfctlBench,
  },
  soak: {
    says: 'a server under load while days come and go on a fast clock; fails where something grows [--minutes 10] [--days 14]',
    run: soakBench,
  },
  store: {
    says: 'ingest and queries of a month of profiles, beside the limits of each [--parts month,real,memory] [--days 31] [--instances 10]',
    run: storeBench,
  },
  tiers: {
    says: 'what a day takes up once it is thinned, and what it takes to get there [--instances 1,10]',
    run: tiersBench,
  },
  'verdicts-changes': {
    says: 'changes found in simulated weeks, false ones too [--series 1000] [--first-seed 1]',
    run: changesBench,
  },
  'verdicts-leaks': {
    says: 'leaks found, and caches called leaks, in simulated runs [--runs 100] [--first-seed 1] [--hours 24]',
    run: leaksBench,
  },
  'verdicts-matching': {
    says: 'how many functions of two versions are recognised, after scripted refactors too [--seeds 20] [--first-seed 1] [--samples 60000] [--changes 20]',
    run: matchingBench,
  },
  'verdicts-real': {
    says: 'real processes of the demo shop under load, with and without a slower function, held against what verdicts promise [--pairs 20] [--repeats 4] [--seed 1] [--folder path] [--again]',
    run: realVerdictsBench,
  },
  verdicts: {
    says: 'deploys of which it is known what changed, held against what verdicts promise [--pairs 1000] [--seed 1] [--only text] [--workers 2]',
    run: verdictsBench,
  },
  viewer: {
    says: 'large profiles in a browser, beside the viewers of others [--nodes 10000,100000,1000000] [--rounds 5] [--subjects perf,again,speedscope,d3]',
    run: viewerBench,
  },
};

const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  const known = Object.entries(benches).map(([one, { says }]) => `  ${one.padEnd(19)}${says}`);
  console.log(['Usage: npm run bench -- <name> [options]', '', ...known].join('\n'));
  process.exitCode = name === '' ? 0 : 1;
} else {
  await bench.run(args);
}
