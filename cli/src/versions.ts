import type { Deploy, DeploysReport } from '@perf/profile/api.js';
import type { Api } from './api.js';
import { Mistake } from './errors.js';

/** What somebody said of two versions of a service. */
export interface VersionsAsked {
  readonly service: string;
  readonly env?: string | undefined;
  readonly base?: string | undefined;
  readonly comparison?: string | undefined;
}

/** Two versions of a service, and a time before anything of either was seen. */
export interface VersionPair {
  readonly base: string;
  readonly comparison: string;
  /** The one that both ran in; undefined where the service tells none apart. */
  readonly env: string | undefined;
  readonly fromMs: number;
}

/** A profile counts at its middle: this is longer than any window lasts. */
const MARGIN_MS = 3_600_000;

/** The versions asked for; without any, the newest one that has one before it, and that one. @throws Mistake */
export async function versionsOf(api: Api, asked: VersionsAsked): Promise<VersionPair> {
  const { deploys } = await api.get<DeploysReport>('deploys', { service: asked.service });
  if (deploys.length === 0)
    throw new Mistake(`no service '${asked.service}' has told its version: \`perfctl services\` lists them`);
  const env = envOf(asked, deploys);
  const own = deploys.filter((deploy) => deploy.env === env);
  requireKnown(asked, own, env);
  const { base, comparison } = pairOf(asked, own);
  const first = own.filter(({ version }) => version === base || version === comparison).map(({ firstMs }) => firstMs);
  const tellsEnvs = deploys.some((deploy) => deploy.env !== '');
  return { base, comparison, env: tellsEnvs ? env : undefined, fromMs: Math.min(...first) - MARGIN_MS };
}

/** The environment named, else the only one in which what is asked for can be. @throws Mistake where there are several. */
function envOf(asked: VersionsAsked, deploys: readonly Deploy[]): string {
  const { service, env } = asked;
  const envs = [...new Set(deploys.map((deploy) => deploy.env))];
  if (env !== undefined) {
    if (envs.includes(env)) return env;
    throw new Mistake(`${service} has told no version in ${shown(env)}. It has in ${envs.map(shown).join(', ')}`);
  }
  requireKnown(asked, deploys);
  const named = namedBy(asked);
  const fitting = envs.filter((one) => {
    const versions = versionsIn(deploys.filter((deploy) => deploy.env === one));
    return named.every((version) => versions.includes(version)) && (named.length === 2 || versions.length > 1);
  });
  const [only, ...others] = fitting.length > 0 ? fitting : envs;
  if (others.length === 0) return only as string;
  const where = (fitting.length > 0 ? fitting : envs).map(shown).join(', ');
  throw new Mistake(
    fitting.length > 0
      ? `${service} has such versions in several environments, ${where}: name one with --env`
      : `no environment of ${service} has two such versions: it has ${where}. Name one with --env, and versions of it`,
  );
}

/** @param own the deploys of one environment, the newest first. @throws Mistake where one side cannot be told. */
function pairOf(
  { service, base, comparison }: VersionsAsked,
  own: readonly Deploy[],
): Pick<VersionPair, 'base' | 'comparison'> {
  const after = comparison ?? (own[0]?.version as string);
  const previous = own.find(({ version }) => version === after)?.previous ?? null;
  if (base !== undefined && comparison === undefined && base === after) {
    const both = `name both, the one before first${previous === null ? '' : `: ${previous} ${after}`}`;
    throw new Mistake(`${base} is the newest version of ${service}, so that nothing comes after it: ${both}`);
  }
  const before = base ?? previous;
  if (before === null) {
    throw new Mistake(`${service} has no version before ${after}: name another one to compare it with`);
  }
  return { base: before, comparison: after };
}

function requireKnown(asked: VersionsAsked, deploys: readonly Deploy[], env = ''): void {
  const known = versionsIn(deploys);
  const unknown = namedBy(asked).find((version) => !known.includes(version));
  if (unknown === undefined) return;
  const where = env === '' ? '' : ` in ${env}`;
  throw new Mistake(`${asked.service} has no version '${unknown}'${where}. It has ${known.slice(0, 5).join(', ')}`);
}

function namedBy({ base, comparison }: VersionsAsked): string[] {
  return [base, comparison].filter((version) => version !== undefined);
}

function versionsIn(deploys: readonly Deploy[]): string[] {
  return [...new Set(deploys.map(({ version }) => version))];
}

/** As it is written after `--env`. */
function shown(env: string): string {
  return env === '' ? "''" : env;
}
