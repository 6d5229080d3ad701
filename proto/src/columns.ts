/**
 * A checked profile in columns: what a message is called by is its row, what it refers to is a row too, and -1 where it
 * refers to nothing. Lists inside messages lie one after the other in columns of their own: those of row `r` from
 * `start[r]` to `start[r + 1]`. What no reader of profiles needs is left out.
 *
 * Numbers are exact, but for addresses and `timeNanos`, which are rounded to 53 significant bits.
 */
export interface PprofColumns {
  /** pprof's string table; the texts below are places in it. */
  readonly text: readonly string[];
  readonly sampleType: readonly { readonly type: number; readonly unit: number }[];
  readonly sample: SampleColumns;
  readonly label: LabelColumns;
  readonly mapping: { readonly filename: Int32Array };
  readonly location: LocationColumns;
  readonly line: LineColumns;
  readonly function: FunctionColumns;
  readonly timeNanos: number;
  readonly durationNanos: number;
}

export interface SampleColumns {
  readonly count: number;
  /** Where the sample's locations begin in `location`, the leaf's first. One more entry than samples. */
  readonly stackStart: Int32Array;
  readonly location: Int32Array;
  /** One value for each sample type, sample after sample. */
  readonly value: Float64Array;
  /** Where the sample's labels begin. One more entry than samples. */
  readonly labelStart: Int32Array;
}

export interface LabelColumns {
  readonly key: Int32Array;
  readonly str: Int32Array;
  readonly num: Float64Array;
  readonly numUnit: Int32Array;
}

export interface LocationColumns {
  readonly count: number;
  readonly mapping: Int32Array;
  readonly address: Float64Array;
  /** Where the location's lines begin, the innermost's first. One more entry than locations. */
  readonly lineStart: Int32Array;
}

export interface LineColumns {
  readonly function: Int32Array;
  readonly line: Float64Array;
}

export interface FunctionColumns {
  readonly count: number;
  readonly name: Int32Array;
  readonly systemName: Int32Array;
  readonly filename: Int32Array;
  readonly startLine: Float64Array;
}
