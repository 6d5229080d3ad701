import { Profile } from 'pprof-format';
import type { V8Node, V8Profile, V8Sample } from '../../agent/dist/cpu/v8.js';
import { type CpuWindow, writeCpu } from '../../agent/dist/cpu/write.js';
import type { LabelSource, SampleLabels } from '../../agent/dist/labels.js';
import { runAtOnce } from '../../agent/dist/slices.js';

/** When the first sample of a drawn window was taken, epoch milliseconds. The others follow, 10 ms apart. */
export const FIRST_MS = 1_700_000_000_000;
const APART_MS = 10;

interface Node extends V8Node {
  hitCount: number;
  contexts: V8Sample[];
  children: Node[];
}

/**
 * What V8 would have seen: samples in the order they were taken, each a stack from the outermost function and the
 * milliseconds of CPU since the one before. Example: `'main;work 10, (idle) 3, main;rest 0'`.
 * `skip` samples were taken before the first.
 */
export function v8Profile(drawing: string, skip = 0): V8Profile {
  const root = nodeOf('(root)');
  drawing.split(',').forEach((sample, i) => {
    const [, stack = '', cpuMs = ''] = /^(.*) (\S+)$/.exec(sample.trim()) ?? [];
    let node = root;
    for (const name of stack.split(';')) {
      const child = node.children.find((one) => one.name === name) ?? nodeOf(name);
      if (!node.children.includes(child)) node.children.push(child);
      node = child;
    }
    node.hitCount++;
    const timestamp = BigInt(FIRST_MS + (skip + i) * APART_MS) * 1000n;
    node.contexts.push({ timestamp, cpuTime: Number(cpuMs) * 1e6, context: { of: stack } });
  });
  const samples = drawing.split(',').length;
  const [startTime, endTime] = [skip, skip + samples].map((count) => count * APART_MS * 1000) as [number, number];
  return { topDownRoot: root, startTime, endTime };
}

function nodeOf(name: string): Node {
  const isOwn = !name.startsWith('(');
  const place = isOwn ? { scriptName: 'app.js', scriptId: 1, lineNumber: 1, columnNumber: 1 } : { scriptName: '' };
  return { name, ...place, hitCount: 0, contexts: [], children: [] };
}

/** The profile that is written of a drawn window. */
export function written(drawing: string, window: Partial<CpuWindow> = {}, labels: Partial<LabelSource> = {}): Profile {
  const settings: CpuWindow = {
    parts: [v8Profile(drawing)],
    detailed: true,
    endedMs: FIRST_MS,
    intervalMicros: APART_MS * 1000,
    startupUntilMs: 0,
    longTurns: [],
    stallMs: 50,
    ...window,
  };
  const source: LabelSource = { of: () => undefined, ...labels };
  return Profile.decode(runAtOnce(writeCpu(settings, source, { prepare: async () => false, of: (raw) => raw })));
}

/**
 * The samples of a profile as text, sorted: the stack from the outermost function, the labels, and the values of one
 * sample type, times in milliseconds. Zeros are left out. Example: `main;work phase=startup 30`.
 */
export function samplesText(profile: Profile, sampleType: string): string[] {
  const text = (index: number | bigint) => profile.stringTable.strings[Number(index)] ?? '';
  const column = profile.sampleType.findIndex(({ type }) => text(type) === sampleType);
  const functions = new Map(profile.function.map((one) => [Number(one.id), text(one.name)]));
  const locations = new Map(
    profile.location.map(({ id, line }) => [Number(id), functions.get(Number(line[0]?.functionId)) ?? '?']),
  );
  const scale = text(profile.sampleType[column]?.unit ?? 0) === 'nanoseconds' ? 1e6 : 1;
  return profile.sample
    .filter(({ value }) => Number(value[column]) !== 0)
    .map(({ locationId, value, label }) => {
      const stack = [...locationId].reverse().map((id) => locations.get(Number(id)));
      const labels = label.map(({ key, str }) => `${text(key)}=${text(str)}`);
      return [stack.join(';'), ...labels, Number(value[column]) / scale].join(' ');
    })
    .sort();
}

/** Labels by the stack that a drawn sample was taken in. */
export function labelledBy(labels: Readonly<Record<string, SampleLabels>>): LabelSource {
  return { of: (context) => labels[(context as { of?: string } | undefined)?.of ?? ''] };
}
