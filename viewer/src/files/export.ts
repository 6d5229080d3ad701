/** What is selected of an open file, in a format of other tools. Pure. */
import { foldedFrom } from '@perf/profile/formats/folded.js';
import { toPprof } from '@perf/profile/formats/pprof.js';
import { toSpeedscope } from '@perf/profile/formats/to-speedscope.js';
import { encodePprof } from '@perf/proto/encode.js';
import type { ProfileFormat } from '../export/source.js';
import type { Selected } from './selected.js';

export interface FileExport {
  readonly content: Uint8Array<ArrayBuffer> | string;
}

export async function fileExport(selected: Selected, format: ProfileFormat): Promise<FileExport> {
  const { stacks, node, value, type, unit, side } = selected;
  if (format === 'folded') return { content: foldedFrom(stacks, node, value) };
  if (format === 'speedscope') return { content: JSON.stringify(toSpeedscope(stacks, node, value, { type, unit })) };
  const pprof = toPprof({
    sampleTypes: [{ type, unit }],
    stacks,
    samples: [{ labels: [], vector: { node, values: [value] } }],
    profiles: side.profiles,
    startMs: side.fromMs,
    endMs: side.untilMs,
  });
  return { content: await gzip(encodePprof(pprof)) };
}

async function gzip(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
