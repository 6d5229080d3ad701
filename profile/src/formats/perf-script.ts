import type { SampleType } from '../types.js';
import { defaultReadLimits, type ReadLimits, within } from './bounds.js';
import { ProfileBuilder, type SampleRows } from './builder.js';
import { FormatError } from './error.js';
import type { ParsedProfile } from './parsed.js';
import { nativeFrame } from './perf-frames.js';

const SAMPLES: SampleType = { type: 'samples', unit: 'count' };
/** Each is a column of all samples. */
const MOST_EVENTS = 32;
const MS_PER_SECOND = 1000;

/** `node 4711/4712 [001] 12.345678: 250000 cycles:u: ...`, of which processor and period may be missing. */
const HEAD =
  /^\s*(?<comm>\S.*?)\s+-?\d+(?:\/-?\d+)?\s+(?:\[\d+\]\s+)?(?<seconds>\d+\.\d+):\s+(?:(?<period>\d+)\s+)?(?<event>\S+):(?:\s+(?<rest>.*))?$/;
/** What a sample without a stack has behind its event: `5581a3 main+0x1f (/usr/bin/app)`. */
const PLACE = /^[0-9a-f]+ .*\)$/;

/** Whether a text's first line that says something begins a sample. */
export function isPerfScript(text: string): boolean {
  const first = /^(?:[^\S\n]*(?:#[^\n]*)?\n)*([^\n]*)/.exec(text)?.[1] ?? '';
  return HEAD.test(first.trimEnd());
}

/**
 * What Linux' `perf script` prints: for each sample a line that says what was sampled, and below it the stack from the
 * innermost function out.
 *
 *     node 4711 [001] 12.345678:     250000 cpu-clock:u:
 *             55a3c1 LazyCompile:*render /app/src/render.js:10 (/tmp/perf-4711.map)
 *             7f21b0 __libc_start_main+0xf3 (/usr/lib/libc.so.6)
 *
 * Each event with periods is a sample type, that of a clock is `cpu/nanoseconds`; `samples/count` comes after them. The
 * label `thread` is the name of the thread. Lines of the source (`-F +srcline`) are not told apart.
 *
 * @throws FormatError naming the line.
 */
export function fromPerfScript(text: string, limits: ReadLimits = defaultReadLimits): ParsedProfile {
  const types = eventTypes(text);
  const builder = new ProfileBuilder([...types.values(), SAMPLES], limits);
  const columnOf = new Map([...types.keys()].map((event, column) => [event, column]));
  const stacks = new PerfStacks(builder);
  const groups = new Map<string, SampleRows>();
  let [from, until] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let head: Head | null = null;
  const endSample = (): void => {
    if (head === null) return;
    const rows = groups.get(head.comm) ?? builder.group([{ key: 'thread', str: head.comm, num: 0, numUnit: '' }]);
    groups.set(head.comm, rows);
    const values = new Array<number>(types.size + 1).fill(0);
    const column = columnOf.get(head.event);
    if (column !== undefined) values[column] = Number(head.period);
    values[types.size] = 1;
    rows.add(stacks.take(), values);
    head = null;
  };
  for (const { line, number } of linesOf(text)) {
    if (line === '') {
      endSample();
    } else if (head !== null && isBelow(line)) {
      stacks.add(line, number);
    } else {
      endSample();
      head = headOf(line, number);
      from = Math.min(from, Number(head.seconds));
      until = Math.max(until, Number(head.seconds));
      if (PLACE.test(head.rest ?? '')) stacks.add(head.rest ?? '', number);
    }
  }
  endSample();
  return { profile: builder.build(), durationMs: until >= from ? (until - from) * MS_PER_SECOND : Number.NaN };
}

interface Head {
  readonly comm: string;
  readonly seconds: string;
  readonly period?: string;
  readonly event: string;
  readonly rest?: string;
}

/** Frames are indented by a tab, lines of the source by blanks; and so are the heads of samples without stacks. */
function isBelow(line: string): boolean {
  return line.startsWith('\t') || (line.startsWith(' ') && !HEAD.test(line));
}

function headOf(line: string, number: number): Head {
  const head = HEAD.exec(line)?.groups as unknown as Head | undefined;
  if (head === undefined) {
    throw new FormatError(
      `Line ${number}: expected a sample of perf script as 'command pid [cpu] seconds: period event:', found ` +
        `'${line.slice(0, 80)}'.`,
    );
  }
  return head;
}

/** The sample type of each event whose samples all say their period, in the order of the file. */
function eventTypes(text: string): Map<string, SampleType> {
  const types = new Map<string, SampleType>();
  const timeless = new Set<string>();
  for (const { line } of linesOf(text)) {
    if (line === '' || line.startsWith('\t')) continue;
    const { event, period } = HEAD.exec(line)?.groups ?? {};
    if (event === undefined) continue;
    if (period === undefined) timeless.add(event);
    if (!types.has(event)) types.set(event, typeOf(event));
    within(types.size, MOST_EVENTS, 'different events');
  }
  for (const event of timeless) types.delete(event);
  return types;
}

/** `cycles:u` and `cpu_core/cycles/u` are cycles; the two clocks count nanoseconds. */
function typeOf(event: string): SampleType {
  const name = event.replace(/:[a-zA-Z]{1,5}$/, '').replace(/^\w+\/([^/]+)\/\w*$/, '$1');
  if (name === 'cpu-clock' || name === 'task-clock') return { type: 'cpu', unit: 'nanoseconds' };
  return { type: name.replace(/\W+/g, '_'), unit: 'count' };
}

/** The lines without comments, without blanks at their ends. */
function* linesOf(text: string): Generator<{ line: string; number: number }> {
  let number = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? text.length : end).trimEnd();
    from = end < 0 ? text.length : end + 1;
    number++;
    if (!line.startsWith('#')) yield { line, number };
  }
}

/** A stack that is read from its innermost frame out. */
class PerfStacks {
  readonly #builder: ProfileBuilder;
  /** By line: the same addresses come again and again. -1 for lines that are no frames. */
  readonly #frames = new Map<string, number>();
  #stack: number[] = [];

  constructor(builder: ProfileBuilder) {
    this.#builder = builder;
  }

  add(line: string, number: number): void {
    const known = this.#frames.get(line);
    const frame = known ?? this.#frame(line, number);
    if (known === undefined) this.#frames.set(line, frame);
    if (frame >= 0) this.#stack.push(frame);
  }

  /** The node of what was added since. */
  take(): number {
    let node = 0;
    for (let depth = 1; this.#stack.length > 0; depth++) {
      node = this.#builder.child(node, this.#stack.pop() as number, depth);
    }
    return node;
  }

  #frame(line: string, number: number): number {
    const frame = nativeFrame(line.trim());
    if (frame !== null) return this.#builder.frame(frame.name, frame.path, frame.line, frame.column);
    // `-F +srcline` adds where in the source that is: `render.c:12`.
    if (/^\s+\S.*:\d+$/.test(line)) return -1;
    throw new FormatError(
      `Line ${number}: expected a frame of perf script as 'address function (file)', found '${line.trim().slice(0, 80)}'.`,
    );
  }
}
