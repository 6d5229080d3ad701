import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Mistake } from '../errors.js';
import { openProfile, STDIN } from './read.js';
import { type Selected, select } from './selected.js';

/** What a comparison needs of a side. It crosses between threads: a call tree is much smaller than its profile. */
export type SelectedTree = Pick<Selected, 'type' | 'unit' | 'tree' | 'side'>;

export interface SelectTask {
  readonly file: string;
  readonly type: string | undefined;
}

export type SelectAnswer = { readonly selected: SelectedTree } | { readonly mistake: string };

/** Below this, a thread takes longer to start than it saves. */
const WORTH_A_THREAD_BYTES = 512 * 1024;

/**
 * The call trees of two files, of one sample type: that asked for, or else what matters most in the base. Large files are
 * read at the same time.
 */
export async function selectBoth(
  base: string,
  comparison: string,
  type?: string,
): Promise<[SelectedTree, SelectedTree]> {
  const bytes = await Promise.all([base, comparison].map(sizeOf));
  const apart = availableParallelism() > 1 && Math.min(...bytes) > WORTH_A_THREAD_BYTES;
  const before = apart ? inThread({ file: base, type }) : selectFile(base, type);
  // It may fail while the other one is still being read.
  before.catch(() => undefined);
  const profile = await openProfile(comparison);
  const after = apart ? select(profile, type) : null;
  const first = await before;
  return [first, after?.type === first.type ? after : select(profile, first.type)];
}

export async function selectFile(file: string, type: string | undefined): Promise<SelectedTree> {
  const { type: found, unit, tree, side } = select(await openProfile(file), type);
  return { type: found, unit, tree, side };
}

function inThread(task: SelectTask): Promise<SelectedTree> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./select-thread.js', import.meta.url), { workerData: task });
    worker.on('error', reject);
    worker.on('message', (answer: SelectAnswer) => {
      if ('selected' in answer) resolve(answer.selected);
      else reject(new Mistake(answer.mistake));
    });
  });
}

async function sizeOf(file: string): Promise<number> {
  if (file === STDIN) return 0;
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
