import { checkSettings } from '../settings/settings-file.js';
import { checkStore } from '../store/sqlite/check.js';
import type { Output } from './output.js';
import { withSettings } from './settings.js';

/** Findings of one file that are printed. */
const mostPrinted = 20;

/** `perf-server check`: 0 where all is well, 1 where something is damaged. */
export function runCheck(dataDir: string, output: Output): number {
  let [files, vectors, rollups, damages] = [0, 0, 0, 0];
  for (const checked of checkStore(dataDir)) {
    files++;
    vectors += checked.vectors;
    rollups += checked.rollups;
    damages += checked.findings.length;
    for (const { file, what, costs, remedy } of checked.findings.slice(0, mostPrinted)) {
      output.line(`${file}: ${what}\n  costs: ${costs}\n  do: ${remedy}`);
    }
    const more = checked.findings.length - mostPrinted;
    if (more > 0) output.line(`${checked.file}: and at least ${more} more`);
    output.progress(`${checked.file}: ${files} files`);
  }
  damages += withSettings(() => {
    if (checkSettings(dataDir)) files++;
  }, output);
  output.done();
  const read = `${files} files, ${vectors} vectors, ${rollups} rollups compared with their profiles`;
  output.line(damages === 0 ? `All is well: ${read}.` : `${damages} found in ${read}.`);
  return damages === 0 ? 0 : 1;
}
