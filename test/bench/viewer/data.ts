import { gunzipSync } from 'node:zlib';
import { fromPprof, treeColumns } from '@perf/profile';
import { decodePprof } from '@perf/proto';
import { largeProfile } from '../../notation/large-profile.js';
import { treeOf } from '../../notation/tree-text.js';
import { NOON } from '../../server/drawn.js';
import type { RunningServer } from '../../server/running.js';

const minuteMs = 60_000;
export const FROM_MS = NOON;
export const UNTIL_MS = NOON + 30 * minuteMs;

/** A service of so many call-tree nodes on a server, and the same profile for the other viewers. */
export interface Prepared {
  readonly nodes: number;
  readonly service: string;
  /** The merged profile, as the server exports it. */
  readonly pprof: Uint8Array;
  /** All nodes in columns, as JSON. */
  readonly tree: Uint8Array;
}

/** Sends a generated service to the server, and fetches what it became. */
export async function prepare(server: RunningServer, nodes: number): Promise<Prepared> {
  const service = `nodes-${nodes}`;
  for (const [index, body] of largeProfile(nodes).bodies.entries()) {
    const fromMs = FROM_MS + index * minuteMs;
    const window = { from: String(fromMs), until: String(fromMs + minuteMs) };
    await server.push({ service, instance: `i${index}`, version: '1.0', ...window }, body);
  }
  const search = {
    query: `cpu{service="${service}"}`,
    from: String(FROM_MS),
    until: String(UNTIL_MS),
    format: 'pprof',
  };
  const { status, body } = await server.ask('GET', '/api/v1/export', { search });
  if (status !== 200) throw new Error(`the server exports nothing: ${body}`);
  const columns = treeColumns(treeOf(fromPprof(decodePprof(gunzipSync(body), { maxParts: 50_000_000 }))));
  const { parent, name, total } = columns.nodes;
  const tree = new TextEncoder().encode(JSON.stringify({ names: columns.names, parent, name, value: total }));
  return { nodes: parent.length - 1, service, pprof: body, tree };
}
