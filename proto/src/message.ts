/**
 * pprof's messages as plain objects: profile.proto says what each field means.
 *
 * Numbers are ordinary numbers. `check` (check.ts) rejects 64-bit integers that do not fit one exactly, except for
 * addresses and `timeNanos`, which are rounded to 53 significant bits.
 */
export interface Pprof {
  sampleType: ValueType[];
  sample: Sample[];
  mapping: Mapping[];
  location: Location[];
  function: Function[];
  stringTable: string[];
  dropFrames: number;
  keepFrames: number;
  timeNanos: number;
  durationNanos: number;
  periodType?: ValueType | null;
  period: number;
  comment: number[];
  defaultSampleType: number;
  docUrl: number;
}

export interface ValueType {
  type: number;
  unit: number;
}

export interface Sample {
  locationId: number[];
  value: number[];
  label: Label[];
}

export interface Label {
  key: number;
  str: number;
  num: number;
  numUnit: number;
}

export interface Mapping {
  id: number;
  memoryStart: number;
  memoryLimit: number;
  fileOffset: number;
  filename: number;
  buildId: number;
  hasFunctions: boolean;
  hasFilenames: boolean;
  hasLineNumbers: boolean;
  hasInlineFrames: boolean;
}

export interface Location {
  id: number;
  mappingId: number;
  address: number;
  line: Line[];
  isFolded: boolean;
}

export interface Line {
  functionId: number;
  line: number;
  column: number;
}

export interface Function {
  id: number;
  name: number;
  systemName: number;
  filename: number;
  startLine: number;
}
