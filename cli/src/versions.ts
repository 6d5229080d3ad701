import type { DeploysReport } from '@perf/profile/api.js';
import type { Api } from './api.js';
import { Mistake } from './errors.js';

/** Two versions of a service, and a time before anything of either was seen. */
export interface VersionPair {
  readonly base: string;
  readonly comparison: string;
  readonly fromMs: number;
}

/** A profile counts at its middle: this is longer than any window lasts. */
const MARGIN_MS = 3_600_000;

/** The versions asked for; without any, the newest one that has one before it, and that one. @throws Mistake */
export async function versionsOf(api: Api, service: string, base?: string, comparison?: string): Promise<VersionPair> {
  const { deploys } = await api.get<DeploysReport>('deploys', { service });
  if (deploys.length === 0)
    throw new Mistake(`no service '${service}' has told its version: \`perfctl services\` lists them`);
  const known = [...new Set(deploys.map(({ version }) => version))];
  const newest = deploys.find(({ version, previous }) => {
    return previous !== null && (comparison === undefined || version === comparison);
  });
  const after = comparison ?? (base === undefined ? newest?.version : known.find((version) => version !== base));
  const before = base ?? newest?.previous ?? undefined;
  for (const version of [before, after]) {
    if (version !== undefined && !known.includes(version)) {
      throw new Mistake(`${service} has no version '${version}'. It has ${known.slice(0, 5).join(', ')}`);
    }
  }
  if (before === undefined || after === undefined) {
    throw new Mistake(`${service} has no version before ${after ?? known[0]}: name another one to compare it with`);
  }
  const first = deploys.filter(({ version }) => version === before || version === after).map(({ firstMs }) => firstMs);
  return { base: before, comparison: after, fromMs: Math.min(...first) - MARGIN_MS };
}
