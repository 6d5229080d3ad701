import { parseArgs } from 'node:util';
import { RunningServer } from '../server/running.js';
import { median, printTable, spread } from './figures.js';
import { installPeers } from './peers.js';
import { type Prepared, prepare } from './viewer/data.js';
import { type Round, runRound } from './viewer/rounds.js';
import { PEERS_FOLDER, serveSite } from './viewer/site.js';
import { type Places, SUBJECTS, type Subject } from './viewer/subjects.js';

const OPTIONS = {
  nodes: { type: 'string', default: '10000,100000,1000000' },
  subjects: { type: 'string', default: Object.keys(SUBJECTS).join() },
  rounds: { type: 'string', default: '5' },
  /** Seconds after which nothing is waited for any more. */
  patience: { type: 'string', default: '120' },
} as const;

const MiB = 2 ** 20;

/** What it takes to look at large profiles in a browser, here and in the viewers of others. */
export async function viewerBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const subjects = values.subjects.split(',').map((name) => {
    const subject = SUBJECTS[name];
    if (subject === undefined) throw new Error(`there is no "${name}"; there are ${Object.keys(SUBJECTS).join(', ')}`);
    return subject;
  });
  const rounds = Number(values.rounds);
  const patienceMs = Number(values.patience) * 1_000;
  await installPeers(PEERS_FOLDER);
  const server = await RunningServer.start();
  const files = new Map<string, Uint8Array>();
  const site = await serveSite(files);
  const places = { viewer: server.url.origin, site: site.url };
  try {
    for (const nodes of values.nodes.split(',').map(Number)) {
      const prepared = await prepare(server, nodes);
      files.set(`/profiles/${nodes}.pb.gz`, prepared.pprof);
      files.set(`/trees/${nodes}.json`, prepared.tree);
      const measured = await interleaved(subjects, rounds, places, prepared, patienceMs);
      files.clear();
      const serverMiB = (await server.metric('process_resident_memory_bytes')) / MiB;
      console.log(
        `\n${prepared.nodes} call-tree nodes, ${rounds} rounds; the server's memory (RSS) ${serverMiB.toFixed(0)} MiB\n`,
      );
      printRounds(measured);
    }
  } finally {
    site.close();
    await server.stop();
  }
}

/** One subject after the other in each round, so that what drifts is in all of them. A round before warms the server up. */
async function interleaved(
  subjects: readonly Subject[],
  rounds: number,
  places: Places,
  prepared: Prepared,
  patienceMs: number,
): Promise<Map<Subject, Round[]>> {
  const measured = new Map<Subject, Round[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [subject, done] of measured) {
      const result = await runRound(subject, places, prepared, round, patienceMs);
      console.error(`${prepared.nodes} nodes, round ${round}, ${subject.title}: ${result.openMs.toFixed(0)} ms`);
      if (round > 0) done.push(result);
    }
  }
  return measured;
}

function printRounds(measured: ReadonlyMap<Subject, readonly Round[]>): void {
  printTable(
    ['', 'first flame graph, ms', 'zoom, ms', 'search, ms', 'JS heap, MiB', 'process (PSS), MiB'],
    Array.from(measured, ([{ title }, rounds]) => [
      title,
      figure(rounds.map(({ openMs }) => openMs)),
      figure(rounds.map(({ zoomMs }) => zoomMs)),
      figure(rounds.map(({ searchMs }) => searchMs)),
      figure(rounds.map(({ heapBytes }) => heapBytes / MiB)),
      figure(rounds.map(({ pssBytes }) => pssBytes / MiB)),
    ]),
  );
}

/** `none` where it never came to that. */
function figure(values: readonly number[]): string {
  return Number.isNaN(median(values)) ? 'none' : spread(values, 0);
}
