/** `GET /api/v1/storage`: what takes up the disk, and how much it will be. */
export interface StorageReport {
  /** Of all days, and of the catalog beside them. */
  bytes: number;
  /** Of the file system, as far as this server may use it. */
  freeBytes: number;
  /** `bytes` once every tier is full, at the rate of the days that are stored; null before the first day is over. */
  predictedBytes: number | null;
  /** What `--retention-bytes` allows; null without it. */
  retentionBytes: number | null;
  /** Youngest first. */
  tiers: StorageTier[];
}

/** Days of one age, and how finely they are kept. */
export interface StorageTier {
  name: 'raw' | '10m' | '1h';
  /** 0 for single windows. */
  resolutionMs: number;
  /** The ages between which days are kept like this; both are the same where none is. */
  fromAgeMs: number;
  untilAgeMs: number;
  /** Days that are stored like this now, today's included. */
  days: number;
  bytes: number;
  /** Of a whole day, on average; null where there is none yet. */
  bytesPerDay: number | null;
}
