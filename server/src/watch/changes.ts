import { alertsOfChange } from '@perf/profile';
import type { ChangesFound } from '../verdicts/share-changes.js';
import { type Round, watchedMs } from './round.js';

/** Looks for functions that changed for good within the last week, in each service and env. */
export async function watchChanges(round: Round): Promise<void> {
  const { file, ask, nowMs } = round;
  for (const { name: service, envs } of round.services) {
    for (const env of envs.length === 0 ? [''] : envs) {
      await round.attempt(`no change was looked for in ${service}`, async () => {
        const { changes, ...looked } = await ask<ChangesFound>('share-changes', { service, env });
        const kept = file.changes.put({ service, env, lookedMs: nowMs, ...looked }, changes);
        // What is older was there before anybody looked.
        round.alert(kept.filter(({ range }) => range.untilMs >= nowMs - watchedMs).flatMap(alertsOfChange));
      });
    }
  }
}
