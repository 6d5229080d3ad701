/** Every bound of the server in one place; server/README.md lists them with their defaults. */
export interface Limits {
  /** Address and headers of one request: a question names a function and its file, each escaped. */
  headBytes: number;
  /** Body of one ingest request, as sent. */
  bodyBytes: number;
  /** Bodies that are being received, of all requests together. */
  receivingBytes: number;
  /** One profile, decompressed. */
  profileBytes: number;
  profilesPerWindow: number;
  samplesPerProfile: number;
  stackDepth: number;
  /** One string of a profile: a function name, a path, a label value. */
  stringLength: number;
  /** Distinct label sets inside one profile, without the labels that name single requests. */
  labelSetsPerProfile: number;
  /** Distinct label sets inside one profile, all labels included. */
  spansPerProfile: number;
  labelsPerSeries: number;
  labelNameLength: number;
  labelValueLength: number;
  numbersPerWindow: number;
  /** The longest time one window may cover. */
  windowMs: number;
  /** How far ahead of this server's clock a profile may lie. */
  futureMs: number;
  /** Windows, and their bytes, accepted but not yet on disk. */
  queuedWindows: number;
  queuedBytes: number;
  /** Queries waiting for a thread. */
  queuedQueries: number;
  queryMs: number;
  selectorLength: number;
  maxNodes: number;
  /** Groups times steps of one answer. */
  groups: number;
  /** Names of numbers asked for at once. */
  numberNames: number;
  /** Windows whose numbers are read for one answer; of more, so many are read. */
  numberWindows: number;
}

const minuteMs = 60_000;
const KiB = 1024;
const MiB = 1024 * KiB;

export const defaultLimits: Limits = {
  headBytes: 384 * KiB,
  bodyBytes: 16 * MiB,
  receivingBytes: 128 * MiB,
  profileBytes: 128 * MiB,
  profilesPerWindow: 64,
  samplesPerProfile: 250_000,
  stackDepth: 2_048,
  stringLength: 16_384,
  labelSetsPerProfile: 4_096,
  spansPerProfile: 65_536,
  labelsPerSeries: 32,
  labelNameLength: 128,
  labelValueLength: 1_024,
  numbersPerWindow: 256,
  windowMs: 24 * 60 * minuteMs,
  futureMs: 10 * minuteMs,
  queuedWindows: 1_000,
  queuedBytes: 64 * MiB,
  queuedQueries: 64,
  queryMs: 30_000,
  selectorLength: 4_096,
  maxNodes: 100_000,
  groups: 10_000,
  numberNames: 32,
  numberWindows: 20_000,
};
