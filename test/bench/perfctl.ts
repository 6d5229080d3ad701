import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { formatValue, fromPprof, mergeProfiles, type Profile, toPprof } from '@perf/profile';
import { decodePprof, encodePprof } from '@perf/proto';
import { largeProfile } from '../notation/large-profile.js';
import { printTable, spread, timed } from './figures.js';

/** How long `perfctl diff` takes for two large files, from its start to its end, beside Node that does nothing. */
export async function perfctlBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      nodes: { type: 'string', default: '50000,250000,750000' },
      rounds: { type: 'string', default: '7' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'perf-bench-perfctl-'));
  const rounds = Number(values.rounds);
  const run = (...command: string[]) => timed(rounds, () => execFileSync(process.execPath, command));
  const seconds = (took: readonly number[]) =>
    spread(
      took.map((ms) => ms / 1000),
      2,
    );
  try {
    const rows = [['', '', '', 'node -e 0', seconds(await run('-e', '0'))]];
    for (const nodes of values.nodes.split(',').map(Number)) {
      const before = mergeProfiles(largeProfile(nodes).bodies.map((body) => fromPprof(decodePprof(body))));
      const sides = [before, slower(before)].map((profile, at) => {
        const bytes = encodePprof(toPprof(profile));
        const packed = gzipSync(bytes);
        const file = join(folder, `${nodes}-${at}.pb.gz`);
        writeFileSync(file, packed);
        return { file, bytes: bytes.length, packed: packed.length };
      });
      const [one, two] = sides as [(typeof sides)[0], (typeof sides)[0]];
      const took = await run('cli/bundle/main.js', 'diff', one.file, two.file);
      const sizes = [formatValue(one.bytes, 'bytes'), formatValue(one.packed, 'bytes')];
      rows.push([nodes.toLocaleString('en-US'), ...sizes, 'perfctl diff', seconds(took)]);
    }
    printTable(['call-tree nodes', 'each file', 'gzipped', 'what', 'seconds'], rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same program, with more of everything and much more of some. */
function slower(profile: Profile): Profile {
  const samples = profile.samples.map(({ labels, vector }) => {
    const values = vector.values.map((column) =>
      column.map((value, row) => value * (row % 7 === 0 ? 2 : 1) + (row % 3)),
    );
    return { labels, vector: { node: vector.node, values } };
  });
  return { ...profile, samples };
}
