import {
  exactColumn,
  invalid,
  ownerOf,
  type Place,
  RowIds,
  refColumn,
  roundedColumn,
  startColumn,
  textColumn,
} from './check-columns.js';
import type { FunctionColumns, LabelColumns, PprofColumns, SampleColumns } from './columns.js';
import {
  DEFAULT_SAMPLE_TYPE,
  DOC_URL,
  DROP_FRAMES,
  DURATION_NANOS,
  fieldsOf,
  KEEP_FRAMES,
  PERIOD,
  type PprofFields,
  TIME_NANOS,
} from './fields.js';
import type { Pprof } from './message.js';

/**
 * The one validity check. After it: every id is nonzero, unique and resolves (0 stands for "none" where a mapping or a
 * function is optional), every string index is in range, string 0 is empty, every sample has one value for each sample
 * type, there is at least one sample type, and every integer is exact.
 *
 * Exempt from exactness are addresses and `timeNanos`, which pass 2^53 in ordinary profiles and are never added up.
 *
 * @returns what was checked, ids and indices resolved to rows.
 * @throws PprofError `invalid`, naming field and value.
 */
export function checkFields(fields: PprofFields): PprofColumns {
  const { text, sampleType, mapping, location, line } = fields;
  const strings = text.length;
  if (strings === 0) invalid('string_table is empty: its entry 0 must be the empty string.');
  if (text[0] !== '') invalid(`string_table[0] is ${JSON.stringify(text[0])}, but it must be the empty string.`);

  if (sampleType.count === 0) invalid('sample_type is empty: a profile needs at least one, such as cpu/nanoseconds.');
  const unit = textColumn(sampleType, 1, strings, partOf('sample_type', 'unit'));
  const sampleTypes = Array.from(textColumn(sampleType, 0, strings, partOf('sample_type', 'type')), (type, at) => ({
    type,
    unit: unit[at] as number,
  }));

  const mappings = new RowIds(mapping, 'mapping');
  const filename = textColumn(mapping, 4, strings, partOf('mapping', 'filename'));
  textColumn(mapping, 5, strings, partOf('mapping', 'build_id'));

  const functions = new RowIds(fields.function, 'function');
  const checkedFunctions = checkFunctions(fields);

  const locations = new RowIds(location, 'location');
  const lineStart = startColumn(location, 3);
  const lineOf = (part: string) => (at: number) => `location[${ownerOf(lineStart, at)}].line.${part}`;
  const checked = {
    text,
    sampleType: sampleTypes,
    mapping: { filename },
    function: checkedFunctions,
    location: {
      count: location.count,
      mapping: refColumn(location, 1, mappings, 'optional', partOf('location', 'mapping_id')),
      address: roundedColumn(location, 2),
      lineStart,
    },
    line: {
      function: refColumn(line, 0, functions, 'optional', lineOf('function_id')),
      line: exactColumn(line, 1, lineOf('line')),
    },
    ...checkSamples(fields, locations),
  };
  checkHeader(fields);
  const { numbers: header } = fields.header;
  return {
    ...checked,
    timeNanos: header[TIME_NANOS] as number,
    durationNanos: header[DURATION_NANOS] as number,
  };
}

/** The same of messages, for whoever makes or changes them. */
export function check(pprof: Pprof): PprofColumns {
  return checkFields(fieldsOf(pprof));
}

function checkFunctions({ function: functions, text }: PprofFields): FunctionColumns {
  return {
    count: functions.count,
    name: textColumn(functions, 1, text.length, partOf('function', 'name')),
    systemName: textColumn(functions, 2, text.length, partOf('function', 'system_name')),
    filename: textColumn(functions, 3, text.length, partOf('function', 'filename')),
    startLine: exactColumn(functions, 4, partOf('function', 'start_line')),
  };
}

function checkSamples(
  { sample, sampleType, value, locationId, label, text }: PprofFields,
  locations: RowIds,
): { sample: SampleColumns; label: LabelColumns } {
  const types = sampleType.count;
  const valueStart = startColumn(sample, 1);
  for (let row = 0; row < sample.count; row++) {
    const values = (valueStart[row + 1] as number) - (valueStart[row] as number);
    if (values !== types) invalid(`sample[${row}] has ${values} values, but there are ${types} sample types.`);
  }
  const stackStart = startColumn(sample, 0);
  const labelStart = startColumn(sample, 2);
  const within = (start: Int32Array, part: string) => (at: number) => `sample[${ownerOf(start, at)}].${part}`;
  const labelText = (column: number, part: string) => textColumn(label, column, text.length, within(labelStart, part));
  return {
    sample: {
      count: sample.count,
      stackStart,
      location: refColumn(locationId, 0, locations, 'required', within(stackStart, 'location_id')),
      value: exactColumn(value, 0, within(valueStart, 'value')),
      labelStart,
    },
    label: {
      key: labelText(0, 'label.key'),
      str: labelText(1, 'label.str'),
      num: exactColumn(label, 2, within(labelStart, 'label.num')),
      numUnit: labelText(3, 'label.num_unit'),
    },
  };
}

function checkHeader({ periodType, comment, header, text }: PprofFields): void {
  textColumn(periodType, 0, text.length, () => 'period_type.type');
  textColumn(periodType, 1, text.length, () => 'period_type.unit');
  textColumn(comment, 0, text.length, (row) => `comment[${row}]`);
  textColumn(header, DROP_FRAMES, text.length, () => 'drop_frames');
  textColumn(header, KEEP_FRAMES, text.length, () => 'keep_frames');
  textColumn(header, DEFAULT_SAMPLE_TYPE, text.length, () => 'default_sample_type');
  textColumn(header, DOC_URL, text.length, () => 'doc_url');
  exactColumn(header, DURATION_NANOS, () => 'duration_nanos');
  exactColumn(header, PERIOD, () => 'period');
}

function partOf(field: string, part: string): Place {
  return (row) => `${field}[${row}].${part}`;
}
