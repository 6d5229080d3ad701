import { PprofError } from './error.js';
import type { Pprof, ValueType } from './message.js';

/**
 * The one validity check. After it: every id is nonzero, unique and resolves (0 stands for "none" where a mapping or a
 * function is optional), every string index is in range, string 0 is empty, every sample has one value for each sample
 * type, there is at least one sample type, and every integer is exact.
 *
 * Exempt from exactness are addresses and `timeNanos`, which pass 2^53 in ordinary profiles and are never added up.
 *
 * @throws PprofError `invalid`, naming field and value.
 */
export function check(pprof: Pprof): void {
  checkStrings(pprof);
  const { sampleType, sample, mapping, location } = pprof;
  const strings = pprof.stringTable.length;
  const text = (index: number, field: string, at: number, part: string): void => {
    if (!(index >= 0 && index < strings && Number.isInteger(index))) {
      invalid(`${place(field, at, part)} is ${index}, but string_table has ${strings} entries.`);
    }
  };

  if (sampleType.length === 0) invalid('sample_type is empty: a profile needs at least one, such as cpu/nanoseconds.');
  for (const [at, entry] of sampleType.entries()) {
    text(entry.type, 'sample_type', at, 'type');
    text(entry.unit, 'sample_type', at, 'unit');
  }

  const mappings = idsOf(mapping, 'mapping');
  for (const [at, entry] of mapping.entries()) {
    text(entry.filename, 'mapping', at, 'filename');
    text(entry.buildId, 'mapping', at, 'build_id');
  }

  const functions = idsOf(pprof.function, 'function');
  for (const [at, entry] of pprof.function.entries()) {
    text(entry.name, 'function', at, 'name');
    text(entry.systemName, 'function', at, 'system_name');
    text(entry.filename, 'function', at, 'filename');
    if (!Number.isSafeInteger(entry.startLine)) inexact('function', at, 'start_line', entry.startLine);
  }

  const locations = idsOf(location, 'location');
  for (const [at, entry] of location.entries()) {
    if (entry.mappingId !== 0 && !mappings.has(entry.mappingId)) {
      invalid(`location[${at}].mapping_id is ${entry.mappingId}, but no mapping has that id.`);
    }
    for (const line of entry.line) {
      if (line.functionId !== 0 && !functions.has(line.functionId)) {
        invalid(`location[${at}].line.function_id is ${line.functionId}, but no function has that id.`);
      }
      if (!Number.isSafeInteger(line.line)) inexact('location', at, 'line.line', line.line);
    }
  }

  for (const [at, entry] of sample.entries()) {
    if (entry.value.length !== sampleType.length) {
      invalid(`sample[${at}] has ${entry.value.length} values, but there are ${sampleType.length} sample types.`);
    }
    for (const value of entry.value) if (!Number.isSafeInteger(value)) inexact('sample', at, 'value', value);
    for (const id of entry.locationId) {
      if (!locations.has(id)) invalid(`sample[${at}].location_id is ${id}, but no location has that id.`);
    }
    for (const label of entry.label) {
      text(label.key, 'sample', at, 'label.key');
      text(label.str, 'sample', at, 'label.str');
      text(label.numUnit, 'sample', at, 'label.num_unit');
      if (!Number.isSafeInteger(label.num)) inexact('sample', at, 'label.num', label.num);
    }
  }
  checkHeader(pprof, text);
}

function checkStrings({ stringTable }: Pprof): void {
  if (stringTable.length === 0) invalid('string_table is empty: its entry 0 must be the empty string.');
  if (stringTable[0] !== '') {
    invalid(`string_table[0] is ${JSON.stringify(stringTable[0])}, but it must be the empty string.`);
  }
}

function checkHeader(pprof: Pprof, text: (index: number, field: string, at: number, part: string) => void): void {
  const periodType: ValueType | null | undefined = pprof.periodType;
  if (periodType) {
    text(periodType.type, 'period_type', NaN, 'type');
    text(periodType.unit, 'period_type', NaN, 'unit');
  }
  for (const [at, index] of pprof.comment.entries()) text(index, 'comment', at, '');
  text(pprof.dropFrames, 'drop_frames', NaN, '');
  text(pprof.keepFrames, 'keep_frames', NaN, '');
  text(pprof.defaultSampleType, 'default_sample_type', NaN, '');
  text(pprof.docUrl, 'doc_url', NaN, '');
  if (!Number.isSafeInteger(pprof.durationNanos)) inexact('duration_nanos', NaN, '', pprof.durationNanos);
  if (!Number.isSafeInteger(pprof.period)) inexact('period', NaN, '', pprof.period);
}

/** The ids of a list, each checked to be nonzero, exact and unique. Nearly every writer counts from 1. */
function idsOf(list: readonly { id: number }[], field: string): { has(id: number): boolean } {
  const { length } = list;
  if (list.every(({ id }, at) => id === at + 1)) return { has: (id) => id > 0 && id <= length && Number.isInteger(id) };
  const ids = new Set<number>();
  for (const [at, { id }] of list.entries()) {
    if (id === 0) invalid(`${field}[${at}].id is 0 or missing: ids must be nonzero.`);
    if (!Number.isSafeInteger(id)) inexact(field, at, 'id', id);
    ids.add(id);
    if (ids.size !== at + 1) invalid(`${field}[${at}].id is ${id}, which an earlier ${field} has already.`);
  }
  return ids;
}

/** `field[at].part`; a field that is no list has NaN for `at`, one without parts the empty string. */
function place(field: string, at: number, part: string): string {
  return field + (Number.isNaN(at) ? '' : `[${at}]`) + (part === '' ? '' : `.${part}`);
}

function inexact(field: string, at: number, part: string, value: number): never {
  invalid(`${place(field, at, part)} is about ${value}: integers beyond 2^53 cannot be represented exactly.`);
}

function invalid(message: string): never {
  throw new PprofError('invalid', `Invalid profile: ${message}`);
}
