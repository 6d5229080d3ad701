/** What can be saved of a page beside pictures: profiles, a report, its data. */
import { askBytes, askPage } from '../api.js';

export const PROFILE_FORMATS = ['pprof', 'folded', 'speedscope'] as const;
export type ProfileFormat = (typeof PROFILE_FORMATS)[number];

export interface ExportedProfile {
  /** Which of two it is; empty where there is one. */
  readonly side: '' | 'Before' | 'After';
  /** The API's question for it, without the format. */
  readonly path: string;
}

export interface ExportSource {
  /** What is seen: the title of pictures, and the beginning of file names. */
  readonly title: string;
  /** What it rests on, for pictures. */
  readonly lines: readonly string[];
  readonly profiles: readonly ExportedProfile[];
  profile(path: string): Promise<Blob>;
  /** The page as Markdown. */
  report(): Promise<string>;
}

/** Of a page whose data the server has: its own URL answers with the report. */
export function serverSource(
  title: string,
  lines: readonly string[],
  profiles: readonly ExportedProfile[],
): ExportSource {
  return {
    title,
    lines,
    profiles,
    profile: (path) => askBytes(path, new AbortController().signal),
    report: () => askPage(location.pathname + location.search, 'text/markdown'),
  };
}
