import { fromPprof, type InternOptions, type Profile } from '@perf/profile';
import type { Label, Pprof } from '@perf/proto';

export interface DrawOptions extends InternOptions {
  /** Sample types as `type/unit`, one for each value column. `samples/count` unless told. */
  readonly types?: readonly string[];
  readonly timeMs?: number;
  readonly durationMs?: number;
}

/**
 * A profile from a drawing: a line for each sample, its stack from the root, then its values and, in braces, its labels.
 *
 *     main;a;b 3
 *     main;c 2 {endpoint=/pay bytes=512}
 *
 * A frame is `name`, `name@file` or `name@file:line`; `outer+inner` is one location into which a function was inlined.
 * A label whose value is a whole number is numeric. `- 5` is a sample without a stack.
 */
export function profileOf(drawing: string, options: DrawOptions = {}): Profile {
  return fromPprof(pprofOf(drawing, options), options);
}

/** The same drawing as pprof's messages. */
export function pprofOf(drawing: string, options: DrawOptions = {}): Pprof {
  const { types = ['samples/count'], timeMs = 0, durationMs = 0 } = options;
  const text = numbering(['']);
  const functions = numbering<string>([]);
  const locations = numbering<string>([]);
  const sampleType = types.map((name) => {
    const [type = '', unit = ''] = name.split('/');
    return { type: text.id(type), unit: text.id(unit) };
  });
  const sample = linesOf(drawing).map((line) => {
    const { stack, values, labels } = parseLine(line, types.length);
    const locationId = stack.map((frame) => locations.id(frame) + 1).reverse();
    return { locationId, value: values, label: labels.map(([key, value]) => labelOf(key, value, text.id)) };
  });
  const location = locations.all.map((drawn, at) => {
    const line = drawn.split('+').map((frame) => {
      const { name, file, line: number } = parseFrame(frame);
      return { functionId: functions.id(`${name}@${file}`) + 1, line: number, column: 0 };
    });
    return { id: at + 1, mappingId: 0, address: 0, line: line.reverse(), isFolded: false };
  });
  const function_ = functions.all.map((drawn, at) => {
    const { name, file } = parseFrame(drawn);
    return { id: at + 1, name: text.id(name), systemName: text.id(name), filename: text.id(file), startLine: 0 };
  });
  const header = { dropFrames: 0, keepFrames: 0, period: 0, comment: [], defaultSampleType: 0, docUrl: 0 };
  return {
    ...header,
    sampleType,
    sample,
    mapping: [],
    location,
    function: function_,
    stringTable: text.all,
    timeNanos: timeMs * 1e6,
    durationNanos: durationMs * 1e6,
  };
}

function linesOf(drawing: string): string[] {
  return drawing
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function parseLine(line: string, columns: number) {
  const [, drawn = '', braces = ''] = /^(.*?)\s*(?:\{(.*)\})?$/.exec(line) ?? [];
  const parts = drawn.split(/\s+/);
  const values = parts.splice(-columns).map(Number);
  const path = parts.join(' ');
  if (path === '' || values.length !== columns || values.some(Number.isNaN)) {
    throw new SyntaxError(`'${line}' is not a stack and ${columns} value(s), such as 'main;a 3'`);
  }
  const labels = braces.split(/\s+/).filter((label) => label !== '');
  return {
    stack: path === '-' ? [] : path.split(';'),
    values,
    labels: labels.map((label) => label.split(/=(.*)/, 2) as [string, string]),
  };
}

function parseFrame(frame: string): { name: string; file: string; line: number } {
  const [, name = '', file = '', line = '0'] = /^([^@]*)(?:@(.*?)(?::(\d+))?)?$/.exec(frame) ?? [];
  return { name, file, line: Number(line) };
}

function labelOf(key: string, value: string, id: (text: string) => number): Label {
  const numeric = /^-?\d+$/.test(value);
  return { key: id(key), str: numeric ? 0 : id(value), num: numeric ? Number(value) : 0, numUnit: 0 };
}

function numbering<T>(all: T[]): { all: T[]; id: (item: T) => number } {
  const ids = new Map(all.map((item, id) => [item, id]));
  const add = (item: T): number => {
    const id = all.push(item) - 1;
    ids.set(item, id);
    return id;
  };
  return { all, id: (item) => ids.get(item) ?? add(item) };
}
