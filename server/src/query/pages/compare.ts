import {
  type CompareData,
  compareMarkdown,
  countedRequests,
  type DeployVerdict,
  type DiffReport,
  defaultType,
  type Selected,
  standardNorm,
  verdictQuestion,
} from '@perf/profile';
import { Refusal } from '../../errors.js';
import { parseSelector, printSelector } from '../../selector.js';
import { queryCalls } from '../calls.js';
import {
  ask,
  askAlike,
  orNull,
  type PageCall,
  paramsOf,
  pinned,
  rangeOf,
  selectorWithin,
  serviceNamed,
  serviceOf,
} from './page.js';

/** What changed between two versions, or two ranges. */
export const comparePage: PageCall = {
  params: [...new Set([...paramsOf(queryCalls.diff), 'width', 'search', 'sort', 'as'])],
  async answer(params, context) {
    const read = (name: string) => parseSelector(params.text(name) ?? '', context.limits.selectorLength);
    const [before, after] = [read('base'), read('comparison')];
    const named = serviceOf(after) ?? serviceOf(before);
    if (named === undefined) {
      throw new Refusal(400, 'No side names a service: write comparison=cpu{service="checkout",version="1.4.2"}.');
    }
    const service = await serviceNamed(named, context);
    const type = after.sampleType || before.sampleType || defaultType(service.sampleTypes);
    const comparison = selectorWithin(service, printSelector({ ...after, sampleType: type }), context);
    const own = printSelector({ ...before, sampleType: before.sampleType || type });
    const base = serviceOf(before) === undefined ? selectorWithin(service, own, context) : own;
    const range = rangeOf(params);
    const baseFrom = params.text('baseFrom') ?? range.from;
    const baseUntil = params.text('baseUntil') ?? range.until;
    const question = { base, comparison, ...range, baseFrom, baseUntil };
    const askBy = (norm: string) => askAlike<DiffReport>(queryCalls.diff, { ...question, norm }, params, context);
    const versions = verdictQuestion(selectedBy(base), selectedBy(comparison), service.envs);
    const data: CompareData = {
      diff: await diffBy(params.text('norm'), type, askBy),
      verdict: versions && (await orNull(ask<DeployVerdict>(queryCalls.verdict, { ...versions }, context))),
    };
    return {
      data,
      markdown: (url) => compareMarkdown(named, data.diff, pinned(url, timesOf(data.diff)), data.verdict),
    };
  },
};

function selectedBy(text: string): Selected {
  const { sampleType, matchers } = parseSelector(text);
  return { type: sampleType, matchers: matchers.map(({ name, operator, value }) => ({ name, op: operator, value })) };
}

function timesOf({ base, comparison }: DiffReport) {
  const { fromMs: baseFrom, untilMs: baseUntil } = base;
  return { baseFrom, baseUntil, from: comparison.fromMs, until: comparison.untilMs };
}

/** As the page divides both sides: whether requests were counted is known from a first answer. */
async function diffBy(
  chosen: string | undefined,
  type: string,
  askBy: (norm: string) => Promise<DiffReport>,
): Promise<DiffReport> {
  const first = await askBy(chosen ?? standardNorm(type, false));
  const norm = chosen ?? standardNorm(type, countedRequests(first));
  return norm === first.norm ? first : askBy(norm);
}
