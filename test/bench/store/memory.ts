import { NOON } from '../../server/drawn.js';
import { RunningServer } from '../../server/running.js';
import { printTable } from '../figures.js';
import { random, Workload } from '../workload.js';
import { minuteMs } from './dataset.js';

const MINUTES = 60;
/** Of each service. */
const DISTINCT_PROFILES = 4;
const CLIENTS = 16;

/** The memory of a server that many services send to, each with code of its own, and are looked at. */
export async function printMemory(services: number): Promise<void> {
  const bodies = Array.from({ length: services }, (_, service) => {
    const workload = new Workload(random(1 + service));
    return Array.from({ length: DISTINCT_PROFILES }, () => workload.gzipped());
  });
  const server = await RunningServer.start();
  try {
    const resident = () => server.metric('process_resident_memory_bytes');
    const readings: [string, number][] = [['started', await resident()]];

    let most = 0;
    let sent = 0;
    const client = async () => {
      while (sent < services * MINUTES) {
        const number = sent++;
        const [service, minute] = [number % services, Math.floor(number / services)];
        const from = NOON + minute * minuteMs;
        const times = { from: String(from), until: String(from + minuteMs) };
        const search = { service: `service-${service}`, version: '1.0', instance: 'one', id: String(number), ...times };
        await server.push(search, bodies[service]?.[minute % DISTINCT_PROFILES] as Uint8Array);
        if (number % 200 === 0) most = Math.max(most, await resident());
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    readings.push(['most, while windows arrive', most]);
    readings.push(['after an hour of windows of each', await resident()]);

    const range = { from: String(NOON), until: String(NOON + MINUTES * minuteMs) };
    let mostAsked = 0;
    for (let service = 0; service < services; service++) {
      for (const call of ['flamegraph', 'top', 'hotpaths']) {
        await server.get(`/api/v1/${call}`, { query: `cpu{service="service-${service}"}`, ...range });
      }
      mostAsked = Math.max(mostAsked, await resident());
    }
    readings.push(['most, while each service is looked at', mostAsked]);
    readings.push(['after a flame graph, top and hot paths of each', await resident()]);
    printTable(
      [`a server with ${services} services`, 'memory (RSS), MiB'],
      readings.map(([when, bytes]) => [when, (bytes / 2 ** 20).toFixed(0)]),
    );
  } finally {
    await server.stop();
  }
}
