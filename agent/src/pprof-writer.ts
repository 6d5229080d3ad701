import type { SampleLabels } from './labels.js';
import type { Names, Place } from './names.js';
import { ProtobufWriter } from './protobuf.js';
import type { StackPath } from './stack-path.js';

/** pprof's `type` and `unit`, for example `inuse_space` and `bytes`. */
export type SampleType = readonly [type: string, unit: string];

/** When a profile was taken. A snapshot has no duration. */
export interface ProfileTime {
  readonly timeMs: number;
  readonly durationMs?: number;
  /** What there is about one sample for, such as 10 ms of wall time. */
  readonly period?: { readonly type: SampleType; readonly value: number };
}

/** Field numbers of pprof's messages. */
const PROFILE = {
  sampleType: 1,
  sample: 2,
  location: 4,
  function: 5,
  string: 6,
  timeNanos: 9,
  durationNanos: 10,
  periodType: 11,
  period: 12,
};
const VALUE_TYPE = { type: 1, unit: 2 };
const SAMPLE = { locationId: 1, value: 2, label: 3 };
const LABEL = { key: 1, str: 2 };
const LOCATION = { id: 1, line: 4 };
const LINE = { functionId: 1, line: 2, column: 3 };
const FUNCTION = { id: 1, name: 2, systemName: 3, filename: 4, startLine: 5 };

/** Lines of bundles have a few million columns. */
const MOST_COLUMNS = 2 ** 26;

/** A function that has a location already. V8's own have no position, so that there are several at one. */
interface KnownFunction {
  readonly name: string;
  readonly location: number;
  readonly next: KnownFunction | undefined;
}

/**
 * Writes a pprof profile as it is walked: strings, functions and locations when they are first met, each sample at
 * once. Nothing is built to be encoded later, so the work can be cut anywhere between two calls.
 */
export class PprofWriter {
  readonly #names: Names;
  readonly #profile = new ProtobufWriter(16 * 1024);
  readonly #message = new ProtobufWriter();
  readonly #inner = new ProtobufWriter();
  readonly #strings = new Map<string, number>();
  /** By script, then by position. */
  readonly #known = new Map<number | string, Map<number, KnownFunction>>();
  #locations = 0;
  /** The fields of labels that were met before: equal ones are mostly the same object. */
  readonly #labels = new Map<SampleLabels, Buffer>();

  constructor(sampleTypes: readonly SampleType[], names: Names) {
    this.#names = names;
    this.#string('');
    for (const type of sampleTypes) this.#valueType(PROFILE.sampleType, type);
  }

  /**
   * The location of a function, for the stacks of samples. Functions are told apart by where they begin, so that those
   * of equal name in one bundle stay apart. `raw.file` may be a file URL.
   */
  location(scriptId: number | string, raw: Place): number {
    let script = this.#known.get(scriptId);
    if (script === undefined) {
      script = new Map();
      this.#known.set(scriptId, script);
    }
    const position = raw.line * MOST_COLUMNS + raw.column;
    const here = script.get(position);
    for (let known = here; known !== undefined; known = known.next) if (known.name === raw.name) return known.location;
    const id = ++this.#locations;
    script.set(position, { name: raw.name, location: id, next: here });

    const place = this.#names.of(raw);
    const name = this.#string(place.name === '' ? anonymous(place) : place.name);
    const filename = this.#string(place.file.startsWith('file://') ? place.file.slice('file://'.length) : place.file);
    const message = this.#begin();
    message.integer(FUNCTION.id, id);
    message.integer(FUNCTION.name, name);
    message.integer(FUNCTION.systemName, name);
    message.integer(FUNCTION.filename, filename);
    message.integer(FUNCTION.startLine, place.line);
    this.#profile.message(PROFILE.function, message);

    message.clear();
    message.integer(LOCATION.id, id);
    this.#inner.clear();
    this.#inner.integer(LINE.functionId, id);
    this.#inner.integer(LINE.line, place.line);
    this.#inner.integer(LINE.column, place.column);
    message.message(LOCATION.line, this.#inner);
    this.#profile.message(PROFILE.location, message);
    return id;
  }

  /** A sample: the locations from the leaf to the root, one value for each sample type. */
  sample(stack: StackPath, values: readonly number[], labels?: SampleLabels): void {
    const message = this.#begin();
    message.bytesField(SAMPLE.locationId, stack.bytes());
    message.packed(SAMPLE.value, values);
    if (labels !== undefined) message.fields(this.#labelFields(labels));
    this.#profile.message(PROFILE.sample, message);
  }

  /** The profile, not compressed. Ends the writer. */
  finish({ timeMs, durationMs = 0, period }: ProfileTime): Buffer {
    this.#profile.integer(PROFILE.timeNanos, BigInt(Math.round(timeMs * 1000)) * 1000n);
    this.#profile.integer(PROFILE.durationNanos, Math.round(durationMs * 1e6));
    if (period !== undefined) {
      this.#valueType(PROFILE.periodType, period.type);
      this.#profile.integer(PROFILE.period, period.value);
    }
    return this.#profile.bytes();
  }

  #valueType(field: number, [type, unit]: SampleType): void {
    const message = this.#begin();
    message.integer(VALUE_TYPE.type, this.#string(type));
    message.integer(VALUE_TYPE.unit, this.#string(unit));
    this.#profile.message(field, message);
  }

  #labelFields(labels: SampleLabels): Buffer {
    const known = this.#labels.get(labels);
    if (known !== undefined) return known;
    const fields = new ProtobufWriter(64);
    for (const [key, value] of Object.entries(labels)) {
      this.#inner.clear();
      this.#inner.integer(LABEL.key, this.#string(key));
      this.#inner.integer(LABEL.str, this.#string(value));
      fields.message(SAMPLE.label, this.#inner);
    }
    this.#labels.set(labels, fields.bytes());
    return fields.bytes();
  }

  #begin(): ProtobufWriter {
    this.#message.clear();
    return this.#message;
  }

  #string(text: string): number {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    const index = this.#strings.size;
    this.#strings.set(text, index);
    this.#profile.text(PROFILE.string, text);
    return index;
  }
}

/** The name that carries the position: anonymous functions have nothing else to be told apart by. */
function anonymous({ line, column }: Place): string {
  if (line === 0) return '(anonymous)';
  return column === 0 ? `(anonymous:L#${line})` : `(anonymous:L#${line}:C#${column})`;
}
