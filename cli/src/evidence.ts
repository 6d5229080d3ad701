import type { Side } from '@perf/profile/api.js';
import { utc } from '@perf/profile/markdown/evidence.js';
import { formatSeconds, formatValue, plural } from '@perf/profile/units.js';
import { printable } from './table.js';

/**
 * What was asked and what the answer rests on, in two lines.
 *
 * @example
 * cpu{service="shop"} from 2026-11-23 10:00:00 until 2026-11-23 11:00:00 UTC
 * cpu 12.3 s in 40 profiles of 2 instances
 */
export function evidenceText(side: Side, type: string, unit: string): string {
  const range = `from ${utc(side.fromMs)} until ${utc(side.untilMs)} UTC`;
  const question = `${printable(side.query)} ${range}`;
  if (side.profiles === 0) return `${question}\nNo profile matches: \`perfctl services\` lists what there is.`;
  const basis = `${plural(side.profiles, 'profile')} of ${plural(side.instances, 'instance')}`;
  return `${question}\n${totalText(side, type, unit)} in ${basis}${hiddenText(side, unit)}`;
}

/**
 * The same of a file, which knows less.
 *
 * @example
 * before.pb.gz: cpu 12.3 s in 20 s
 */
export function fileEvidenceText(side: Side, type: string, unit: string): string {
  const span = side.instanceSeconds > 0 ? ` in ${formatSeconds(side.instanceSeconds)}` : '';
  return `${printable(side.query)}: ${totalText(side, type, unit)}${span}${hiddenText(side, unit)}`;
}

/** A function's package and file. */
export function placeText(row: { readonly package: string; readonly file: string }): string {
  return row.package === 'node:' ? row.package + row.file : [row.package, row.file].filter(Boolean).join(' ');
}

function totalText(side: Side, type: string, unit: string): string {
  return `${printable(type)} ${formatValue(side.total, printable(unit))}`;
}

function hiddenText(side: Side, unit: string): string {
  return side.hidden === 0 ? '' : `, ${formatValue(side.hidden, printable(unit))} hidden by the view`;
}
