import type { Sliced } from '../slices.js';
import type { SourceFunction } from './frame.js';

const MOST_CHARACTERS = 160;
const FUNCTIONS_A_SLICE = 200;
const CALLED = '(called)';

/**
 * The name of each function, free of positions, in the order given (the order in which they begin). Done in slices.
 *
 * One that has a name keeps it. Any other is called by the functions around it up to the nearest that has a name, what
 * it is there for, and which of several such it is: `listen > app.get("/x") callback #2`. So a name changes with what
 * the function is part of, not with what stands elsewhere in the file. Functions called where they stand are
 * transparent: they only wrap.
 */
export function* stableNames(functions: readonly SourceFunction[]): Sliced<string[]> {
  const names: string[] = [];
  const prefixes = new Map<SourceFunction, string>();
  const seen = new Map<string, number>();
  for (const one of functions) {
    const around = one.parent === undefined ? '' : (prefixes.get(one.parent) ?? '');
    const own = ownName(one);
    if (own === '') {
      const base = shortened(around, one.called ? CALLED : one.label);
      const ordinal = (seen.get(base) ?? 0) + 1;
      seen.set(base, ordinal);
      const name = ordinal === 1 ? base : `${base} #${ordinal}`;
      names.push(name);
      prefixes.set(one, one.called ? around : name);
    } else {
      const memberOf = one.memberOf === undefined ? '' : ownName(one.memberOf);
      names.push(own);
      prefixes.set(one, memberOf === '' || memberOf === own ? own : `${memberOf}.${own}`);
    }
    if (names.length % FUNCTIONS_A_SLICE === 0) yield;
  }
  return names;
}

/** Its own name, or that of what it is bound to, as V8 would name it; '' for neither. */
export function ownName({ name, target, called }: SourceFunction): string {
  return name !== '' || called ? name : target;
}

function shortened(around: string, label: string): string {
  if (around === '') return label;
  const room = MOST_CHARACTERS - label.length;
  const kept = around.length <= room ? around : `${around.slice(0, room / 2)}…${around.slice(-room / 2)}`;
  return `${kept} > ${label}`;
}

/** A name without what says how a function runs, not which it is. */
export function plainName(name: string): string {
  return /^(?:async|get|bound) ./.test(name) ? plainName(name.slice(name.indexOf(' ') + 1)) : name;
}
