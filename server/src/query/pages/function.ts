import { type FunctionData, type FunctionHistory, type FunctionReport, functionMarkdown } from '@perf/profile';
import { Refusal } from '../../errors.js';
import { parseSelector } from '../../selector.js';
import type { QueryCall } from '../call.js';
import { queryCalls } from '../calls.js';
import {
  ask,
  askAlike,
  orNull,
  type PageCall,
  pinned,
  rangeOf,
  selectorWithin,
  serviceNamed,
  serviceOf,
} from './page.js';

/** One function across time and deploys. */
export const functionPage: PageCall = {
  params: queryCalls.function.params,
  async answer(params, context) {
    const name = params.required('name', 'parseBody');
    const asked = params.required('query', 'cpu{service="checkout"}');
    const named = serviceOf(parseSelector(asked, context.limits.selectorLength));
    if (named === undefined) throw new Refusal(400, 'query names no service: write query=cpu{service="checkout"}.');
    const service = await serviceNamed(named, context);
    const query = selectorWithin(service, asked, context);
    const selection = { query, ...rangeOf(params) };
    const of = <Report>(call: QueryCall) => askAlike<Report>(call, selection, params, context);
    const history = await of<FunctionHistory>(queryCalls['function-history']);
    const data: FunctionData = {
      history,
      deploys: await ask(queryCalls.deploys, { service: named }, context),
      function: await orNull(of<FunctionReport>(queryCalls.function)),
    };
    const fn = { name, file: params.text('file') ?? '' };
    const { fromMs: from, untilMs: until } = history;
    return { data, markdown: (url) => functionMarkdown(fn, data, pinned(url, { from, until })) };
  },
};
