import type { PprofFields } from './fields.js';
import type { NumberReader } from './number-reader.js';
import type { Rows } from './rows.js';
import { takeTables } from './tables.js';

/** Wire types of protobuf. */
const VARINT = 0;
const LENGTH = 2;

/** The tag of a field: its number of profile.proto, and how it is written. */
const tagOf = (field: number, wireType: number): number => (field << 3) | wireType;

const SAMPLE_TYPE = tagOf(1, LENGTH);
const SAMPLE = tagOf(2, LENGTH);
const MAPPING = tagOf(3, LENGTH);
const LOCATION = tagOf(4, LENGTH);
const FUNCTION = tagOf(5, LENGTH);
const STRING_TABLE = tagOf(6, LENGTH);
const PERIOD_TYPE = tagOf(11, LENGTH);
const COMMENT = tagOf(13, VARINT);
const COMMENTS = tagOf(13, LENGTH);

const LOCATION_ID = tagOf(1, VARINT);
const LOCATION_IDS = tagOf(1, LENGTH);
const VALUE = tagOf(2, VARINT);
const VALUES = tagOf(2, LENGTH);
const LABEL = tagOf(3, LENGTH);

const LINE = tagOf(4, LENGTH);

/** How many fields of a message, from the first on, are unsigned; the others are signed. */
const UNSIGNED = { valueType: 0, label: 0, mapping: 4, location: 3, line: 1, function: 1, profile: 0 } as const;

/**
 * The fields of a Profile's bytes. Fields that are unknown, or written in another way than profile.proto has them, are
 * skipped, as protobuf wants it. Whoever is through with them may give their tables back (tables.ts).
 *
 * @throws Error where the bytes are no protobuf; PprofError beyond the reader's bounds.
 */
export function readFields(reader: NumberReader): PprofFields {
  const fields = takeTables(reader.len);
  const { numbers: header } = fields.header;
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    switch (tag) {
      case SAMPLE_TYPE:
        readRow(reader, fields.sampleType, UNSIGNED.valueType);
        break;
      case SAMPLE:
        readSample(reader, fields);
        break;
      case MAPPING:
        readRow(reader, fields.mapping, UNSIGNED.mapping);
        break;
      case LOCATION:
        readLocation(reader, fields);
        break;
      case FUNCTION:
        readRow(reader, fields.function, UNSIGNED.function);
        break;
      case STRING_TABLE:
        fields.text.push(reader.stringVerify());
        break;
      case PERIOD_TYPE:
        // A message that is there twice is one message, of which the later fields count.
        if (fields.periodType.length === 0) fields.periodType.add();
        readMessage(reader, fields.periodType, 0, UNSIGNED.valueType);
        break;
      case COMMENT:
        fields.comment.push(reader.number(true));
        break;
      case COMMENTS:
        reader.packed(fields.comment, true);
        break;
      default:
        if (tag >>> 3 > STRING_TABLE >>> 3) readNumber(reader, tag, header, 0, fields.header.width, UNSIGNED.profile);
        else reader.skipType(tag & 7, 0, tag >>> 3);
    }
  }
  return fields;
}

function readSample(reader: NumberReader, { sample, locationId, value, label }: PprofFields): void {
  const outer = reader.enter();
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    if (tag === LOCATION_IDS) reader.packed(locationId, false);
    else if (tag === VALUES) reader.packed(value, true);
    else if (tag === LABEL) readRow(reader, label, UNSIGNED.label);
    else if (tag === LOCATION_ID) locationId.push(reader.number(false));
    else if (tag === VALUE) value.push(reader.number(true));
    else reader.skipType(tag & 7, 0, tag >>> 3);
  }
  reader.leave(outer);
  const at = sample.add();
  sample.numbers[at] = locationId.length;
  sample.numbers[at + 1] = value.length;
  sample.numbers[at + 2] = label.count;
}

function readLocation(reader: NumberReader, { location, line }: PprofFields): void {
  const at = location.add();
  const outer = reader.enter();
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    if (tag === LINE) readRow(reader, line, UNSIGNED.line);
    else readNumber(reader, tag, location.numbers, at, UNSIGNED.location, UNSIGNED.location);
  }
  reader.leave(outer);
  location.numbers[at + 3] = line.count;
}

/** Reads a message of numbers as a new row. */
function readRow(reader: NumberReader, rows: Rows, unsigned: number): void {
  readMessage(reader, rows, rows.add(), unsigned);
}

function readMessage(reader: NumberReader, { numbers, width }: Rows, at: number, unsigned: number): void {
  const outer = reader.enter();
  while (reader.pos < reader.len) readNumber(reader, reader.tag(), numbers, at, width, unsigned);
  reader.leave(outer);
}

/** Reads one of the first `known` fields of a message into its column of the row at `at`, or skips what is none. */
function readNumber(
  reader: NumberReader,
  tag: number,
  numbers: Float64Array,
  at: number,
  known: number,
  unsigned: number,
): void {
  const column = (tag >>> 3) - 1;
  if ((tag & 7) !== VARINT || column < 0 || column >= known) reader.skipType(tag & 7, 0, tag >>> 3);
  else numbers[at + column] = reader.number(column >= unsigned);
}
