import type { Side } from '@perf/profile/api.js';
import { counted, formatTime, formatValue } from './format.js';
import { printable } from './table.js';

/**
 * What was asked and what the answer rests on, in two lines.
 *
 * @example
 * cpu{service="shop"} from 2026-11-23 10:00:00 until 2026-11-23 11:00:00 UTC
 * cpu 12.3 s in 40 profiles of 2 instances
 */
export function evidenceText(side: Side, type: string, unit: string): string {
  const range = `from ${formatTime(side.fromMs)} until ${formatTime(side.untilMs)} UTC`;
  const question = `${printable(side.query)} ${range}`;
  if (side.profiles === 0) return `${question}\nNo profile matches: \`perfctl services\` lists what there is.`;
  const basis = `${counted(side.profiles, 'profile')} of ${counted(side.instances, 'instance')}`;
  const hidden = side.hidden === 0 ? '' : `, ${formatValue(side.hidden, unit)} hidden by the view`;
  return `${question}\n${printable(type)} ${formatValue(side.total, unit)} in ${basis}${hidden}`;
}
