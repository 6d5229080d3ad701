import { gzipSync } from 'node:zlib';
import { foldedFrom, type Group, profileFromSelection, toPprof } from '@perf/profile';
import { encodePprof } from '@perf/proto';
import { Refusal } from '../errors.js';
import { Download, type QueryCall } from './call.js';
import { nothing, reading, selectOne } from './selected.js';

export const exportProfile: QueryCall = {
  needsTree: true,
  params: ['query', 'from', 'until', 'format'],
  async answer(params, context): Promise<Download> {
    const format = params.oneOf('format', ['pprof', 'folded'], 'pprof');
    const { set, type, side } = await selectOne(params, context);
    const [untold] = side.untold;
    if (untold !== undefined) {
      throw new Refusal(
        400,
        'trace_id and span_id are kept with single windows alone, and those of ' +
          `${new Date(untold.fromMs).toISOString()} to ${new Date(untold.untilMs).toISOString()} are gone: ` +
          'leave these labels out, or this time.',
      );
    }
    const found: Group = set.groups[0] ?? {
      labels: {},
      fromMs: side.fromMs,
      node: new Int32Array(0),
      value: new Float64Array(0),
      evidence: nothing,
    };
    const group = { ...found, value: reading(set, found) };
    if (format === 'folded') {
      const text = foldedFrom(set.stacks, group.node, group.value);
      return new Download('text/plain; charset=utf-8', `${type}.folded`, new TextEncoder().encode(text));
    }
    // The range asked for goes along, so that what is exported can be sent to another server.
    const profile = { ...profileFromSelection({ ...set, groups: [group] }, 0), endMs: side.untilMs };
    return new Download('application/octet-stream', `${type}.pb.gz`, gzipSync(encodePprof(toPprof(profile))));
  },
};
