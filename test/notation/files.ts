/** Files of other profilers, drawn as lines `main;a 3`: a stack from the root and its value. */
import type { Profile } from '@perf/profile';
import { joinPath } from '@perf/profile';

interface CallFrame {
  functionName: string;
  scriptId: string;
  url: string;
  lineNumber: number;
  columnNumber: number;
}

export interface Cpuprofile {
  nodes: { id: number; callFrame: CallFrame; hitCount: number; children?: number[] }[];
  startTime: number;
  endTime: number;
  samples?: number[];
  timeDeltas?: number[];
}

/**
 * A `.cpuprofile`: a line for each sample in the order of time, and the microseconds until the next. The first sample
 * is taken at its startTime, 1000. A frame is `name` or `name@url:line:column`.
 */
export function cpuprofileOf(drawing: string): Cpuprofile {
  const nodes: Cpuprofile['nodes'] = [{ id: 1, callFrame: callFrameOf('(root)'), hitCount: 0 }];
  const ids = new Map<string, number>();
  const samples: number[] = [];
  const timeDeltas = [0];
  for (const { stack, value } of linesOf(drawing)) {
    let above = 1;
    for (const frame of stack) {
      const key = `${above} ${frame}`;
      const known = ids.get(key);
      const id = known ?? nodes.length + 1;
      if (known === undefined) {
        ids.set(key, id);
        nodes.push({ id, callFrame: callFrameOf(frame), hitCount: 0 });
        const parent = nodes[above - 1] as Cpuprofile['nodes'][number];
        parent.children = [...(parent.children ?? []), id];
      }
      above = id;
    }
    (nodes[above - 1] as Cpuprofile['nodes'][number]).hitCount++;
    samples.push(above);
    timeDeltas.push(value);
  }
  const last = timeDeltas.pop() as number;
  const endTime = 1000 + timeDeltas.reduce((sum, delta) => sum + delta, last);
  return { nodes, startTime: 1000, endTime, samples, timeDeltas };
}

export interface HeapNode {
  callFrame: CallFrame;
  selfSize: number;
  id: number;
  children: HeapNode[];
}

/** A `.heapprofile` with these bytes. */
export function heapprofileOf(drawing: string): { head: HeapNode; samples: unknown[] } {
  let id = 0;
  const node = (frame: string): HeapNode => ({ callFrame: callFrameOf(frame), selfSize: 0, id: ++id, children: [] });
  const head = node('(root)');
  for (const { stack, value } of linesOf(drawing)) {
    let at = head;
    for (const frame of stack) {
      const wanted = JSON.stringify(callFrameOf(frame));
      const known = at.children.find(({ callFrame }) => JSON.stringify(callFrame) === wanted);
      const next = known ?? node(frame);
      if (known === undefined) at.children.push(next);
      at = next;
    }
    at.selfSize += value;
  }
  return { head, samples: [] };
}

interface SpeedscopeProfile {
  type: 'sampled' | 'evented';
  name: string;
  unit: string;
  startValue: number;
  endValue: number;
  samples?: number[][];
  weights?: number[];
  events?: { type: 'O' | 'C'; frame: number; at: number }[];
}

export interface Speedscope {
  $schema: string;
  shared: { frames: { name: string; file?: string; line?: number; col?: number }[] };
  profiles: SpeedscopeProfile[];
}

/** A speedscope file of drawings by name, all in one unit. */
export function speedscopeOf(
  drawings: Readonly<Record<string, string>>,
  type: SpeedscopeProfile['type'] = 'sampled',
  unit = 'none',
): Speedscope {
  const names: string[] = [];
  const indexOf = (name: string) => (names.includes(name) ? names.indexOf(name) : names.push(name) - 1);
  const profiles = Object.entries(drawings).map(([name, drawing]) => {
    const rows = linesOf(drawing).map(({ stack, value }) => ({ stack: stack.map(indexOf), value }));
    return writeSpeedscope(name, unit, type, rows);
  });
  const frames = names.map((name) => ({ name }));
  return { $schema: 'https://www.speedscope.app/file-format-schema.json', shared: { frames }, profiles };
}

/** One sample type of a profile as a speedscope file. */
export function speedscopeFrom(profile: Profile, type: SpeedscopeProfile['type']): Speedscope {
  const { functions, frames, table } = profile.stacks;
  const rows = profile.samples.flatMap(({ vector }) =>
    Array.from(vector.node, (leaf, row) => {
      const stack: number[] = [];
      for (let node = leaf; node > 0; node = table.parent[node] as number) {
        stack.unshift(frames.function[table.frame[node] as number] as number);
      }
      return { stack, value: vector.values[0]?.[row] as number };
    }),
  );
  const shared = functions.name.map((name, id) => {
    const file = joinPath({ file: functions.file[id] as string, package: functions.package[id] as string });
    return { name, file, line: functions.startLine[id], col: functions.column[id] };
  });
  return { $schema: 'speedscope', shared: { frames: shared }, profiles: [writeSpeedscope('main', 'none', type, rows)] };
}

function writeSpeedscope(
  name: string,
  unit: string,
  type: SpeedscopeProfile['type'],
  rows: readonly { stack: number[]; value: number }[],
): SpeedscopeProfile {
  const endValue = rows.reduce((sum, { value }) => sum + value, 0);
  const head = { type, name, unit, startValue: 0, endValue };
  if (type === 'sampled') {
    return { ...head, samples: rows.map(({ stack }) => stack), weights: rows.map(({ value }) => value) };
  }
  let at = 0;
  const events = rows.flatMap(({ stack, value }) => {
    const opened = stack.map((frame) => ({ type: 'O' as const, frame, at }));
    at += value;
    return [...opened, ...stack.map((frame) => ({ type: 'C' as const, frame, at })).reverse()];
  });
  return { ...head, events };
}

/** What perf script prints: a sample of these nanoseconds for each line, from the innermost frame out. */
export function perfScriptOf(drawing: string): string {
  return linesOf(drawing)
    .map(({ stack, value }, at) => {
      const frames = stack.map(
        (frame, depth) => `\t${(4096 + depth).toString(16).padStart(16)} ${frame} ([unknown])\n`,
      );
      return `app 7 [000] ${at}.000000: ${value} cpu-clock:u: \n${frames.reverse().join('')}\n`;
    })
    .join('');
}

export function bytesOf(content: unknown): Uint8Array {
  return new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));
}

function linesOf(drawing: string): { stack: string[]; value: number }[] {
  return drawing
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const space = line.lastIndexOf(' ');
      const path = line.slice(0, space);
      return { stack: path === '-' ? [] : path.split(';'), value: Number(line.slice(space + 1)) };
    });
}

function callFrameOf(frame: string): CallFrame {
  const [, functionName = '', url = '', line = '0', column = '0'] = /^([^@]*)(?:@(.*):(\d+):(\d+))?$/.exec(frame) ?? [];
  return { functionName, scriptId: '0', url, lineNumber: Number(line) - 1, columnNumber: Number(column) - 1 };
}
