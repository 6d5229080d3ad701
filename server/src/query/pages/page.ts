import { defaultType, type ServiceSummary } from '@perf/profile';
import { Refusal } from '../../errors.js';
import { Params } from '../../params.js';
import { matcher, parseSelector, printSelector, type Selector } from '../../selector.js';
import type { QueryCall, QueryContext } from '../call.js';
import { queryCalls } from '../calls.js';

/** What a page of the viewer shows. */
export interface Page {
  readonly data: object;
  /** The same as a report in Markdown. `url` is the page's own, which the report links to. */
  markdown(url: string): string;
}

/** A page by the parameters of its URL. Those that choose how it looks are known, and change nothing. */
export interface PageCall {
  readonly params: readonly string[];
  answer(params: Params, context: QueryContext): Promise<Page>;
}

/** Asks one of the API's calls within this one, at the same `now`. Parameters without a value are left out. */
export function ask<Report>(
  call: QueryCall,
  given: Readonly<Record<string, string | undefined>>,
  context: QueryContext,
): Promise<Report> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined && value !== '') search.set(name, value);
  return call.answer(new Params(search, call.params), context) as Promise<Report>;
}

/**
 * The same, with what the page's URL says under the names that the call knows: whatever narrows a page narrows its data.
 * `given` goes before that.
 */
export function askAlike<Report>(
  call: QueryCall,
  given: Readonly<Record<string, string | undefined>>,
  params: Params,
  context: QueryContext,
): Promise<Report> {
  const named = call.params.map((name) => [name, given[name] ?? params.text(name)]);
  return ask(call, Object.fromEntries(named), context);
}

/** null in place of what does not occur. */
export async function orNull<Report>(asked: Promise<Report>): Promise<Report | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
}

/** `from` and `until`, as the viewer's URLs leave them out. */
export function rangeOf(params: Params): { from: string; until: string } {
  return { from: params.text('from') ?? 'now-1h', until: params.text('until') ?? 'now' };
}

/** A page's URL with these times, in epoch milliseconds, in place of relative ones, which mean something else tomorrow. */
export function pinned(url: string, times: Readonly<Record<string, number>>): string {
  const at = new URL(url);
  for (const [name, ms] of Object.entries(times)) at.searchParams.set(name, String(ms));
  return at.href;
}

/** Refuses a service that nobody has heard of. */
export async function serviceNamed(name: string, context: QueryContext): Promise<ServiceSummary> {
  const { services } = await ask<{ services: ServiceSummary[] }>(queryCalls.services, {}, context);
  const service = services.find((one) => one.name === name);
  if (service === undefined) {
    throw new Refusal(404, `No profile of ${JSON.stringify(name)} has arrived: /api/v1/services lists what has.`);
  }
  return service;
}

/**
 * The selector of a page about one service, whatever the URL's says of others. Without a sample type it takes the one that
 * the viewer would begin with.
 */
export function selectorWithin(service: ServiceSummary, query: string | undefined, { limits }: QueryContext): string {
  const { sampleType, matchers } = parseSelector(query ?? '', limits.selectorLength);
  const others = matchers.filter(({ name, operator }) => name !== 'service' || operator !== '=');
  const own = [matcher('service', '=', service.name), ...others];
  return printSelector({ sampleType: sampleType || defaultType(service.sampleTypes), matchers: own });
}

/** The value of `service="..."`; undefined where a selector has none. */
export function serviceOf({ matchers }: Selector): string | undefined {
  return matchers.find(({ name, operator }) => name === 'service' && operator === '=')?.value;
}

/** The parameters of a page's main call, but for the one that leaves out what a page shows. */
export function paramsOf({ params }: QueryCall): string[] {
  return params.filter((name) => name !== 'only');
}
