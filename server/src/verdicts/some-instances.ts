import { idOf } from '@perf/profile/hash.js';
import type { Matcher } from '../selector.js';
import type { ProfileReader, Selection } from '../store/store.js';

/**
 * A selection by instance and step, of as many instances as its bound of groups allows: all of them, or of a large fleet those whose
 * hashes are lowest. These are spread evenly, are the same whenever they are asked for, and stay as others come.
 *
 * @throws Refusal where there are more instances than groups are allowed.
 */
export async function ofSomeInstances(
  store: ProfileReader,
  selection: Selection & { readonly stepMs: number },
): Promise<Selection> {
  const { stepMs, fromMs, untilMs, maxGroups } = selection;
  const { groups } = await store.totals({ ...selection, stepMs: untilMs - fromMs });
  const steps = Math.ceil((untilMs - fromMs) / stepMs);
  const instances = groups.map(({ labels, evidence }) => {
    return { name: labels.instance ?? '', groups: Math.min(steps, evidence.profiles) };
  });
  const kept = firstWithin(instances.sort(byHash), maxGroups);
  if (kept.length === instances.length) return selection;
  return { ...selection, matchers: [...selection.matchers, isOneOf(kept.map(({ name }) => name))] };
}

interface Instance {
  readonly name: string;
  /** No more than it has windows, nor than there are steps. */
  readonly groups: number;
}

function firstWithin(instances: readonly Instance[], most: number): readonly Instance[] {
  let sum = 0;
  const end = instances.findIndex((one) => {
    sum += one.groups;
    return sum > most;
  });
  return end === -1 ? instances : instances.slice(0, end);
}

function byHash(a: Instance, b: Instance): number {
  return idOf('instance', a.name) < idOf('instance', b.name) ? -1 : 1;
}

function isOneOf(names: readonly string[]): Matcher {
  const known = new Set(names);
  return { name: 'instance', operator: '=~', value: JSON.stringify(names), matches: (given) => known.has(given) };
}
