/**
 * What the worker is asked. An open file is asked for in the API's own words, as a service of its name, so that every
 * part of a page works on files as it does on services; one question is about the file itself.
 */
import type { Format } from '@perf/profile/formats/read.js';
import type { SampleType } from '@perf/profile/types.js';
import type { When } from '../api.js';

/** A file has no time to choose from. */
export const ALWAYS: When = { from: '', until: '' };

export interface FileReport {
  readonly name: string;
  readonly format: Format;
  readonly bytes: number;
  readonly sampleTypes: readonly SampleType[];
  /** null where the file does not say. */
  readonly seconds: number | null;
  /** Different stacks, with all that lead to them. */
  readonly stacks: number;
  /** Some samples carry labels, which can be filtered by. */
  readonly labelled: boolean;
}

export function filePath(name: string): string {
  return `/api/v1/file?${new URLSearchParams({ service: name })}`;
}
