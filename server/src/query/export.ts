import { gzipSync } from 'node:zlib';
import { foldedFrom, profileFromSelection, toPprof } from '@perf/profile';
import { encodePprof } from '@perf/proto';
import { Download, type QueryCall } from './call.js';
import { reading, selectOne } from './selected.js';

export const exportProfile: QueryCall = {
  params: ['query', 'from', 'until', 'format'],
  async answer(params, context): Promise<Download> {
    const format = params.oneOf('format', ['pprof', 'folded'], 'pprof');
    const { set, type } = await selectOne(params, context);
    const group = set.groups[0];
    if (format === 'folded') {
      const text = foldedFrom(set.stacks, group?.node ?? new Int32Array(0), reading(set, group));
      return new Download('text/plain; charset=utf-8', `${type}.folded`, new TextEncoder().encode(text));
    }
    const groups = group === undefined ? [] : [{ ...group, value: reading(set, group) }];
    const pprof = toPprof(profileFromSelection({ ...set, groups }, 0));
    return new Download('application/octet-stream', `${type}.pb.gz`, gzipSync(encodePprof(pprof)));
  },
};
