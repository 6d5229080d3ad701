import type { Profile } from '@perf/profile';

/**
 * A profile in a canonical order: a line for each stack and label set, with all values. Equal texts mean equal profiles,
 * whatever their node ids. Frames are `name@package|file:begin:line`.
 */
export function profileText(profile: Profile): string {
  const { functions, frames, table } = profile.stacks;
  const frameText = Array.from(frames.function, (id, frame) => {
    const begin = `${functions.startLine[id]}.${functions.column[id]}`;
    return `${functions.name[id]}@${functions.package[id]}|${functions.file[id]}:${begin}:${frames.line[frame]}`;
  });
  const lines = profile.samples.flatMap(({ labels, vector }) => {
    const braces = labels.map(({ key, str, num, numUnit }) => `${key}=${str || num}${numUnit}`).join(' ');
    return Array.from(vector.node, (leaf, row) => {
      const stack: string[] = [];
      for (let node = leaf; node > 0; node = table.parent[node] as number) {
        stack.unshift(frameText[table.frame[node] as number] as string);
      }
      return `${stack.join(';')} ${vector.values.map((column) => column[row]).join(' ')} {${braces}}`;
    });
  });
  const types = profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`).join(' ');
  return [types, `${profile.profiles} ${profile.startMs} ${profile.endMs}`, ...lines.sort()].join('\n');
}
