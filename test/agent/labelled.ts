import type { Profile } from 'pprof-format';

/** The samples of a profile by what they are labelled with, as `endpoint=GET / tenant=a`, or '' without labels. */
export type Labelled = ReadonlyMap<string, number>;

/**
 * The labels of the samples taken in a function and what it called: the innermost of `names` on the stack tells which.
 * Only labels that are asked for are shown.
 */
export function labelsByFunction(
  profile: Profile | undefined,
  names: readonly string[],
  shown: readonly string[],
): Map<string, Labelled> {
  if (profile === undefined) throw new Error('there is no profile');
  const text = (index: number | bigint) => profile.stringTable.strings[Number(index)] ?? '';
  const functions = new Map(profile.function.map((one) => [Number(one.id), text(one.name)]));
  const locations = new Map(
    profile.location.map(({ id, line }) => [Number(id), functions.get(Number(line[0]?.functionId)) ?? '']),
  );
  const count = profile.sampleType.findIndex(({ type }) => text(type) === 'sample');
  const found = new Map<string, Map<string, number>>(names.map((name) => [name, new Map()]));
  for (const { locationId, value, label } of profile.sample) {
    const name = locationId.map((id) => locations.get(Number(id)) ?? '').find((one) => names.includes(one));
    if (name === undefined) continue;
    const labels = label
      .map(({ key, str }) => [text(key), text(str)] as const)
      .filter(([key]) => shown.includes(key))
      .map(([key, str]) => `${key}=${str}`)
      .sort()
      .join(' ');
    const counts = found.get(name) as Map<string, number>;
    counts.set(labels, (counts.get(labels) ?? 0) + Number(value[count]));
  }
  return found;
}

/** What nearly all (nine in ten) of the samples are labelled with; all labels with their shares where there is no such. */
export function mostly(labelled: Labelled | undefined): string {
  const all = [...(labelled ?? [])].sort(([, a], [, b]) => b - a);
  const sum = all.reduce((total, [, samples]) => total + samples, 0);
  const [first] = all;
  if (first === undefined) return 'no samples';
  if (first[1] >= 0.9 * sum) return first[0];
  return all.map(([labels, samples]) => `${Math.round((100 * samples) / sum)} % ${labels || 'none'}`).join(', ');
}

/** What share of the samples has these labels. */
export function shareOf(labels: string, labelled: Labelled): number {
  const sum = [...labelled.values()].reduce((total, samples) => total + samples, 0);
  return (labelled.get(labels) ?? 0) / sum;
}
