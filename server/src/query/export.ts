import { gzipSync } from 'node:zlib';
import {
  foldedFrom,
  type Group,
  type ProfileSet,
  profileFromSelection,
  toPprof,
  toSpeedscope,
  treeSamples,
} from '@perf/profile';
import { encodePprof } from '@perf/proto';
import { Refusal } from '../errors.js';
import { Download, type QueryCall } from './call.js';
import { nothing, reading, type Selected, selectOne } from './selected.js';
import { stepsIn, transformed } from './transformed.js';

export const exportProfile: QueryCall = {
  params: ['query', 'from', 'until', 'view', 'format'],
  async answer(params, context): Promise<Download> {
    const format = params.oneOf('format', ['pprof', 'folded', 'speedscope'], 'pprof');
    const steps = stepsIn(params);
    const selected = await selectOne(params, context);
    const { type, side } = selected;
    const [untold] = side.untold;
    if (untold !== undefined) {
      throw new Refusal(
        400,
        'trace_id and span_id are kept with single windows alone, and those of ' +
          `${new Date(untold.fromMs).toISOString()} to ${new Date(untold.untilMs).toISOString()} are gone: ` +
          'leave these labels out, or this time.',
      );
    }
    const { set, group } = steps.length === 0 ? asStored(selected) : asSeen(transformed(selected, steps));
    if (format === 'folded') {
      const text = foldedFrom(set.stacks, group.node, group.value);
      return new Download('text/plain; charset=utf-8', `${type}.folded`, new TextEncoder().encode(text));
    }
    if (format === 'speedscope') {
      const file = toSpeedscope(set.stacks, group.node, group.value, set.sampleType);
      return new Download(
        'application/json',
        `${type}.speedscope.json`,
        new TextEncoder().encode(JSON.stringify(file)),
      );
    }
    // The range asked for goes along, so that what is exported can be sent to another server.
    const profile = { ...profileFromSelection({ ...set, groups: [group] }, 0), endMs: side.untilMs };
    return new Download('application/octet-stream', `${type}.pb.gz`, gzipSync(encodePprof(toPprof(profile))));
  },
};

interface Exported {
  readonly set: ProfileSet;
  readonly group: Group;
}

/** All of what was selected, with its lines. */
function asStored({ set, side }: Selected): Exported {
  const found = set.groups[0] ?? {
    labels: {},
    fromMs: side.fromMs,
    node: new Int32Array(0),
    value: new Float64Array(0),
    evidence: nothing,
  };
  return { set, group: { ...found, value: reading(set, found) } };
}

/** What steps made of it: functions without their lines. */
function asSeen(selected: Selected): Exported {
  const { set, group } = asStored(selected);
  const { stacks, node, value } = treeSamples(selected.tree);
  return { set: { ...set, stacks }, group: { ...group, node, value } };
}
