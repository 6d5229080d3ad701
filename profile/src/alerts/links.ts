/** Pages of the viewer that show what was found, as paths from the root. Pure. */
import type { TimeRange } from '../api.js';
import type { FunctionRef } from '../verdict/types.js';

/** A type and labels as a selector; labels that are empty are left out. */
export function selectorText(type: string, labels: Readonly<Record<string, string>>): string {
  const given = Object.entries(labels).filter(([, value]) => value !== '');
  return `${type}{${given.map(([name, value]) => `${name}=${quoted(value)}`).join(',')}}`;
}

export interface ComparedSides {
  readonly base: string;
  readonly comparison: string;
  readonly baseRange: TimeRange;
  readonly range: TimeRange;
  /** The function to look at; empty for none. */
  readonly search: string;
}

export function comparePath({ base, comparison, baseRange, range, search }: ComparedSides): string {
  return pathOf('/compare', {
    ...{ base, comparison, baseFrom: time(baseRange.fromMs), baseUntil: time(baseRange.untilMs) },
    ...{ from: time(range.fromMs), until: time(range.untilMs), search },
  });
}

export function functionPath({ name, file }: FunctionRef, query: string, { fromMs, untilMs }: TimeRange): string {
  return pathOf('/function', { name, file, query, from: time(fromMs), until: time(untilMs) });
}

/** What is empty is left out. */
function pathOf(page: string, params: Readonly<Record<string, string>>): string {
  const given = Object.entries(params).filter(([, value]) => value !== '');
  return `${page}?${given.map(([name, value]) => `${name}=${encodeURIComponent(wellFormed(value))}`).join('&')}`;
}

/** Half a character cannot be written in a URL. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\uFFFD');
}

function time(ms: number): string {
  return String(Math.round(ms));
}

function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
