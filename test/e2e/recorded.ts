/** Profiles of a real process: by the real agent, and by Node itself. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const WORK = `
  import { createHash } from 'node:crypto';
  const kept = [];
  function fibonacci(n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
  function keep(text) { kept.push(createHash('sha256').update(text).digest('hex').repeat(50)); }
  function work() { for (let at = 0; at < 300; at++) { fibonacci(20); keep(String(at).repeat(999)); } }
  const until = Date.now() + 2_000;
  (function again() { if (Date.now() < until) { work(); setImmediate(again); } })();
`;

/** A file's path. */
export interface Recorded {
  /** As the agent sends them, gzipped. */
  readonly agentCpu: string;
  readonly agentHeap: string;
  readonly cpuprofile: string;
  readonly heapprofile: string;
}

/** Runs one process twice, and writes down what each profiler says about it. */
export async function recordAll(folder: string): Promise<Recorded> {
  const script = join(folder, 'work.mjs');
  await mkdir(folder, { recursive: true });
  await writeFile(script, WORK);
  const [agentCpu, agentHeap] = await recordByAgent(script, folder);
  const flags = ['--cpu-prof', '--heap-prof', `--cpu-prof-dir=${folder}`, `--heap-prof-dir=${folder}`];
  await run(process.execPath, [...flags, '--heap-prof-interval=4096', script]);
  const named = async (suffix: string) => {
    const found = (await readdir(folder)).find((name) => name.endsWith(suffix));
    if (!found) throw new Error(`Node wrote no ${suffix}`);
    await rename(join(folder, found), join(folder, `work${suffix}`));
    return join(folder, `work${suffix}`);
  };
  return { agentCpu, agentHeap, cpuprofile: await named('.cpuprofile'), heapprofile: await named('.heapprofile') };
}

/** The window that the agent sends when a process ends. */
async function recordByAgent(script: string, folder: string): Promise<[cpu: string, heap: string]> {
  const parts = new Map<string, Uint8Array>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const form = await new Response(new Uint8Array(Buffer.concat(chunks)), { headers }).formData();
    for (const part of form.getAll('profile')) {
      if (typeof part !== 'string') parts.set(part.name, new Uint8Array(await part.arrayBuffer()));
    }
    response.setHeader('content-type', 'application/json').end('{"id":"x","stored":2,"duplicate":false}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    PERF_SERVER_URL: `http://127.0.0.1:${port}`,
    PERF_SERVICE: 'work',
    PERF_SPOOL_DIR: join(folder, `spool-${randomUUID()}`),
  };
  await run(process.execPath, ['--import', '@perf/agent', script], { cwd: process.cwd(), env });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const write = async (kind: string) => {
    const name = [...parts.keys()].find((one) => one.includes(kind));
    if (name === undefined) throw new Error(`The agent sent no ${kind} profile, but ${[...parts.keys()].join(', ')}.`);
    const path = join(folder, `${kind}.pb.gz`);
    await writeFile(path, parts.get(name) as Uint8Array);
    return path;
  };
  return [await write('cpu'), await write('heap')];
}

/** A file for the browser: its name and content. */
export async function fileOf(path: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  return { name: path.split('/').at(-1) ?? '', mimeType: 'application/octet-stream', buffer: await readFile(path) };
}
