import { type Answer, problemText, runServer } from './running.js';
import { serverOnSmallDisk } from './small-disk.js';
import { numbered, pushNumbered, storedNumbers } from './stored.js';

export interface FullDiskReport {
  readonly acknowledged: number;
  /** What the first window was told that found no room, and when to come again, by times. */
  readonly refusals: ReadonlyMap<string, number>;
  /** What was not as promised; none where all is well. */
  readonly wrong: readonly string[];
}

/** Windows are so large that a few hundred fill the disk. */
const STACKS = 3_000;

/**
 * Stores windows until the disk is full, then makes room and sends again what was refused. Both times everything acknowledged
 * is to be there once, nothing by halves, and check is to find nothing.
 */
export async function fillRepeatedly(disks: number): Promise<FullDiskReport> {
  const wrong: string[] = [];
  const refusals = new Map<string, number>();
  let acknowledged = 0;
  for (let disk = 0; disk < disks; disk++) {
    const { server, makeRoom, remove } = await serverOnSmallDisk();
    const check = async (last: number): Promise<void> => {
      const stored = await storedNumbers(server);
      for (let number = 1; number <= Math.max(last, ...stored.keys()); number++) {
        const [times, expected] = [stored.get(number) ?? 0, number <= last ? 1 : 0];
        if (times !== expected) wrong.push(`window ${number} is stored ${times} times instead of ${expected}`);
      }
      const { stdout } = await runServer(['check', '--data-dir', server.dataDir]);
      if (!stdout.startsWith('All is well')) wrong.push(stdout);
    };
    let last = 0;
    let refused: Answer | undefined;
    while (refused === undefined) {
      const answer = await server.ask('POST', '/api/v1/profiles', numbered(last + 1, STACKS));
      if (answer.status === 200) last++;
      else refused = answer;
    }
    const told = `${problemText(refused)} Retry-After: ${refused.headers['retry-after']}`;
    refusals.set(told, (refusals.get(told) ?? 0) + 1);
    await check(last);
    await makeRoom();
    for (const duplicate of [false, true]) {
      const receipt = await pushNumbered(server, last + 1, STACKS);
      if (receipt.duplicate !== duplicate) wrong.push(`window ${last + 1}, sent again, is a duplicate: ${!duplicate}`);
    }
    await check(last + 1);
    acknowledged += last + 1;
    await remove();
  }
  return { acknowledged, refusals, wrong };
}
