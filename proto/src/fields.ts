import type { Pprof } from './message.js';
import { Rows } from './rows.js';

/**
 * A profile's fields as they came, before anything is checked: each kind of message is a table, and field number `n` of
 * profile.proto is its column `n - 1`. What is repeated inside a message lies in a list of its own, all rows' one after
 * the other; the column then has where the row's part of the list ends.
 */
export interface PprofFields {
  readonly text: string[];
  /** type, unit. */
  readonly sampleType: Rows;
  /** Ends in `locationId`, `value` and `label`. */
  readonly sample: Rows;
  readonly locationId: Rows;
  readonly value: Rows;
  /** key, str, num, num_unit. */
  readonly label: Rows;
  /** id, memory_start, memory_limit, file_offset, filename, build_id; its flags are left out. */
  readonly mapping: Rows;
  /** id, mapping_id, address, end in `line`; is_folded is left out. */
  readonly location: Rows;
  /** function_id, line, column. */
  readonly line: Rows;
  /** id, name, system_name, filename, start_line. */
  readonly function: Rows;
  /** One row of type and unit, or none. */
  readonly periodType: Rows;
  readonly comment: Rows;
  /** One row: the profile's own numbers. */
  readonly header: Rows;
}

/** Columns of `header`: field numbers of Profile less one. */
export const DROP_FRAMES = 6;
export const KEEP_FRAMES = 7;
export const TIME_NANOS = 8;
export const DURATION_NANOS = 9;
export const PERIOD = 11;
export const DEFAULT_SAMPLE_TYPE = 13;
export const DOC_URL = 14;

/** No fields, with room for the tables of a profile of so many bytes. */
export function noFields(bytes = 0): PprofFields {
  const some = Math.min(16 + (bytes >> 6), 2 ** 14);
  const header = new Rows(15, 1);
  header.add();
  return {
    text: [],
    sampleType: new Rows(2),
    sample: new Rows(3, some),
    locationId: new Rows(1, 16 * some),
    value: new Rows(1, 4 * some),
    label: new Rows(4),
    mapping: new Rows(6),
    location: new Rows(4, some),
    line: new Rows(3, some),
    function: new Rows(5, some),
    periodType: new Rows(2, 1),
    comment: new Rows(1),
    header,
  };
}

/** The fields of messages: what their bytes would be read as. */
export function fieldsOf(pprof: Pprof): PprofFields {
  const fields = noFields();
  const { sampleType, sample, locationId, value, label, mapping, location, line, periodType, comment } = fields;
  for (const text of pprof.stringTable) fields.text.push(text);
  for (const { type, unit } of pprof.sampleType) append(sampleType, [type, unit]);
  for (const each of pprof.sample) {
    append(locationId, each.locationId);
    append(value, each.value);
    for (const { key, str, num, numUnit } of each.label) append(label, [key, str, num, numUnit]);
    append(sample, [locationId.length, value.length, label.count]);
  }
  for (const { id, memoryStart, memoryLimit, fileOffset, filename, buildId } of pprof.mapping) {
    append(mapping, [id, memoryStart, memoryLimit, fileOffset, filename, buildId]);
  }
  for (const { id, mappingId, address, line: lines } of pprof.location) {
    for (const { functionId, line: number, column } of lines) append(line, [functionId, number, column]);
    append(location, [id, mappingId, address, line.count]);
  }
  for (const { id, name, systemName, filename, startLine } of pprof.function) {
    append(fields.function, [id, name, systemName, filename, startLine]);
  }
  if (pprof.periodType) append(periodType, [pprof.periodType.type, pprof.periodType.unit]);
  append(comment, pprof.comment);
  const header = fields.header.numbers;
  header[DROP_FRAMES] = pprof.dropFrames;
  header[KEEP_FRAMES] = pprof.keepFrames;
  header[TIME_NANOS] = pprof.timeNanos;
  header[DURATION_NANOS] = pprof.durationNanos;
  header[PERIOD] = pprof.period;
  header[DEFAULT_SAMPLE_TYPE] = pprof.defaultSampleType;
  header[DOC_URL] = pprof.docUrl;
  return fields;
}

function append(rows: Rows, numbers: readonly number[]): void {
  for (const number of numbers) rows.push(number);
}
