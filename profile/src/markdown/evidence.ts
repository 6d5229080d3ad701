import type { Side, TimeRange } from '../api.js';
import type { Evidence } from '../types.js';
import { formatSeconds, formatShare, formatValue, plural } from '../units.js';
import { code } from './text.js';

/** What was asked, and what the answer rests on. */
export function evidence(side: Side, unit: string): string {
  const when = Number.isNaN(side.fromMs) ? '' : `, ${times(side.fromMs, side.untilMs)}`;
  return `${code(side.query)}${when}\n\n**${formatValue(side.total, unit)}** · ${basis(side)}${hiddenText(side, unit)}`;
}

/** What the steps of a view left out: ` · 3.1 s (12.3 %) hidden by the view`; empty for nothing. */
export function hiddenText({ total, hidden }: Side, unit: string): string {
  if (hidden === 0) return '';
  return ` · ${formatValue(hidden, unit)} (${formatShare(hidden / (total + hidden || 1))}) hidden by the view`;
}

/**
 * What is coarser, or missing, because the days are old, a sentence each: a gap that nobody explains looks like an outage.
 *
 * @param of without `resolutionMs` where no value stands for a part of the time.
 */
export function ageNotes(
  of: { readonly resolutionMs?: number; readonly untold: readonly TimeRange[] },
  between = times,
): string[] {
  const { resolutionMs = 0, untold } = of;
  const span = formatSeconds(resolutionMs / 1000);
  return [
    ...(resolutionMs > 0 ? [`One value for every ${span}: days this old are kept as sums over ${span}.`] : []),
    ...untold.map(
      ({ fromMs, untilMs }) =>
        `From ${between(fromMs, untilMs)} is left out: days this old are sums, in which single requests (trace_id, span_id) ` +
        'cannot be told apart.',
    ),
  ];
}

/** What a figure rests on, but for what files do not know: `48 profiles · 2 instances · 47 min of instance time`. */
export function basis({ profiles, instances, instanceSeconds, requests }: Evidence): string {
  const parts = [plural(profiles, 'profile'), plural(instances, 'instance')];
  if (instanceSeconds > 0) parts.push(`${formatSeconds(instanceSeconds)} of instance time`);
  if (requests !== null) parts.push(plural(requests, 'request'));
  return parts.join(' · ');
}

/** `2026-11-23 09:00:00 to 10:30:00 UTC`; nothing of files, which may not know. */
export function times(fromMs: number, untilMs: number): string {
  if (Number.isNaN(fromMs) || Number.isNaN(untilMs)) return 'of unknown time';
  const [from, until] = [utc(fromMs), utc(untilMs)];
  return `${from} to ${from.slice(0, 10) === until.slice(0, 10) ? until.slice(11) : until} UTC`;
}

/** `2026-11-23 09:00:00` */
export function utc(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString().slice(0, 19).replace('T', ' ');
}

/** Where the report came from. Empty for files, whose URLs mean nothing to others. */
export function origin(url: string): string {
  return url === '' ? '' : `[Open in perf](<${url.replace(/[<>\\\s]/g, encodeURIComponent)}>)`;
}

/** Where a function is: its package and its file. */
export function place(of: { readonly file: string; readonly package: string; readonly line?: number }): string {
  const file = of.file !== '' && of.line ? `${of.file}:${of.line}` : of.file;
  const parts = of.package === 'node:' ? [of.package + file] : [of.package, file];
  return parts
    .filter((part) => part !== '')
    .map(code)
    .join(' ');
}

/** The nearest functions of a path; `depth` says how many there are. */
export function path(names: readonly string[], depth = names.length): string {
  const shown = names.slice(-4).map(code);
  return [...(depth > shown.length ? ['…'] : []), ...shown].join(' › ');
}
