import { alertsOfVerdict, type DeploysReport, type DeployVerdict } from '@perf/profile';
import type { VersionPair } from '../verdicts/compare-versions.js';
import { type Round, watchedMs } from './round.js';

/**
 * Compares each new version with the one before, again and again until its last look, and again where late windows changed
 * what it was made from.
 */
export async function watchDeploys(round: Round): Promise<void> {
  for (const { name: service } of round.services) {
    const { deploys } = await round.ask<DeploysReport>('deploys', { service });
    for (const { env, version, previous, firstMs } of deploys) {
      if (previous === null || firstMs < round.nowMs - watchedMs) continue;
      const pair = { service, env, version, previous };
      await round.attempt(`${service} ${version} was not compared with ${previous}`, () => compare(pair, round));
    }
  }
}

async function compare(pair: VersionPair, { file, ask, alert, found }: Round): Promise<void> {
  const answer = await ask<{ verdict: DeployVerdict; signature: string } | { same: true }>('verdict-at-look', {
    ...pair,
    unless: file.signatureOf(pair),
  });
  if ('same' in answer) return;
  // Told first: what is told twice has one id, and what was kept before it was told never would be.
  alert(alertsOfVerdict(answer.verdict));
  file.put(answer.verdict, answer.signature);
  found(answer.verdict);
}
