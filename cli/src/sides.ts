import type { Experiment } from '@perf/profile/api.js';
import type { Api } from './api.js';
import { Mistake } from './errors.js';
import { versionsOf } from './versions.js';

const EXPERIMENT = /^experiment:(.+)$/;

/** A side of a comparison: a version of a service, or an experiment, which is a time and labels. */
export interface SideOfService {
  /** As people call it: a version, or `experiment:after`. */
  readonly name: string;
  /** Null for a version. */
  readonly experiment: Experiment | null;
}

export interface SidesOfService {
  readonly service: string;
  /** Of both sides; undefined where none is told. */
  readonly env: string | undefined;
  readonly base: SideOfService;
  readonly comparison: SideOfService;
  /** A time before anything of either was seen, for versions. */
  readonly fromMs: number | null;
}

/** The name of the experiment that an argument names; null where it names none. */
export function experimentIn(text: string | undefined): string | null {
  return EXPERIMENT.exec(text ?? '')?.[1] ?? null;
}

/**
 * What is compared: versions, experiments, or one of each. Of a service whose versions these are, or whose the experiments are.
 *
 * @throws Mistake where that is not clear.
 */
export async function sidesOf(
  api: Api,
  asked: { readonly service?: string | undefined; readonly env?: string | undefined },
  base: string | undefined,
  comparison: string | undefined,
): Promise<SidesOfService> {
  const [before, after] = [await experimentOf(api, base), await experimentOf(api, comparison)];
  const found = [before, after].filter((one) => one !== null);
  const service = asked.service ?? found[0]?.service;
  if (service === undefined) throw new Mistake('name a service with --service, or experiments as experiment:<name>');
  const env = asked.env ?? (found[0]?.env || undefined);
  const other = found.find((one) => one.service !== service || one.env !== (env ?? ''));
  if (other !== undefined) {
    const where = other.env === '' ? '' : ` in ${other.env}`;
    throw new Mistake(
      `experiment:${other.name} is of ${other.service}${where}: both sides are of one service and environment`,
    );
  }
  if (before !== null && after !== null) {
    return { service, env, base: sideOf(before), comparison: sideOf(after), fromMs: null };
  }
  const version = before === null ? base : comparison;
  if (found.length === 1 && version === undefined) throw new Mistake('name both sides: a version beside an experiment');
  const pair = found.length === 1 ? { base: version, comparison: version } : { base, comparison };
  const versions = await versionsOf(api, { service, env, ...pair });
  return {
    service,
    env: versions.env,
    base: before ? sideOf(before) : { name: versions.base, experiment: null },
    comparison: after ? sideOf(after) : { name: versions.comparison, experiment: null },
    fromMs: versions.fromMs,
  };
}

function sideOf(experiment: Experiment): SideOfService {
  return { name: `experiment:${experiment.name}`, experiment };
}

async function experimentOf(api: Api, text: string | undefined): Promise<Experiment | null> {
  const name = experimentIn(text);
  return name === null ? null : api.get<Experiment>(`experiments/${encodeURIComponent(name)}`, {});
}
