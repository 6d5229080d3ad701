import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type End, Host } from '../host.js';
import { installedNodes, type NodeVersion } from '../nodes.js';
import { Draw } from './draw.js';
import { drawProgram } from './program.js';

/** What can be seen of a process from outside, its messages on stderr (`[perf]`) left out. */
export interface Seen {
  readonly end: End | 'hangs';
  readonly stdout: string;
  readonly stderr: string;
}

/** A drawn program, run without the agent and with it. */
export interface Lifecycle {
  readonly seed: number;
  readonly node: string;
  readonly nodeOptions: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly program: string;
  readonly without: Seen;
  readonly with: Seen;
}

/** Far beyond what any of the programs takes, deadlines of the agent included. */
const HANGS_AFTER_MS = 60_000;

const WAYS = [[], ['--require', '@perf/agent'], ['--import', '@perf/agent']];

const nodes = installedNodes();

/** Draws a program by its seed, and runs it twice at the same time. */
export async function live(seed: number): Promise<Lifecycle> {
  const draw = new Draw(seed);
  const node = draw.one(nodes);
  const nodeOptions = draw.one(WAYS);
  const server = await openServer(draw);
  const variables = {
    PERF_SERVER_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    PERF_INTERVAL_MS: String(draw.one([100, 200, 60_000])),
    PERF_CPU_HZ: String(draw.one([99, 99, 1000])),
  };
  // A server that is not there is a case of its own.
  if (draw.chance(0.2)) await close(server);
  const program = drawProgram(draw);
  try {
    const [without, withAgent] = await Promise.all([
      see(node, [], program, {}),
      see(node, nodeOptions, program, { ...variables, PERF_SERVICE: 'lifecycle', WITH_AGENT: 'yes' }),
    ]);
    return { seed, node: node.version, nodeOptions, variables, program, without, with: withAgent };
  } finally {
    await close(server);
  }
}

/** How two runs differ, as one line; undefined where they do not. */
export function differenceOf({ without, with: withAgent }: Lifecycle): string | undefined {
  for (const what of ['end', 'stdout', 'stderr'] as const) {
    if (without[what] === withAgent[what]) continue;
    return `${what} is ${JSON.stringify(withAgent[what])}, without the agent ${JSON.stringify(without[what])}`;
  }
  return undefined;
}

async function see(
  node: NodeVersion,
  nodeOptions: readonly string[],
  program: string,
  variables: Record<string, string>,
): Promise<Seen> {
  const host = Host.run([...nodeOptions, '--eval', program], variables, node.path);
  let hangs = false;
  const timer = setTimeout(() => {
    hangs = true;
    host.kill('SIGKILL');
  }, HANGS_AFTER_MS);
  const end = await host.ended;
  clearTimeout(timer);
  return { end: hangs ? 'hangs' : end, stdout: host.stdout, stderr: reports(host.stderr) };
}

/** What was reported on stderr: without the agent's messages, and without stacks, in which it may appear. */
function reports(stderr: string): string {
  const [text = ''] = stderr.split('----- Native stack trace -----', 1);
  return text
    .split('\n')
    .filter((line) => !line.startsWith('[perf]') && !/^\s+at /.test(line))
    .join('\n');
}

/** A server that takes what comes, or fails, or breaks off, or, rarely, never answers. */
async function openServer(draw: Draw): Promise<Server> {
  const behaviour = draw.one([
    'takes',
    'takes',
    'takes',
    'takes',
    'takes',
    'takes',
    'fails',
    'fails',
    'breaks off',
    'is silent',
  ]);
  const server = createServer((request, response) => {
    if (behaviour === 'breaks off') request.destroy();
    if (behaviour === 'breaks off' || behaviour === 'is silent') return;
    request.resume().on('end', () => response.writeHead(behaviour === 'takes' ? 200 : 503).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
