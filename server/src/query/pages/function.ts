import { type FunctionData, type FunctionHistory, type FunctionReport, functionMarkdown } from '@perf/profile';
import { Refusal } from '../../errors.js';
import { parseSelector } from '../../selector.js';
import { queryCalls } from '../calls.js';
import { ask, orNull, type PageCall, pinned, rangeOf, selectorWithin, serviceNamed, serviceOf } from './page.js';

/** One function across time and deploys. */
export const functionPage: PageCall = {
  params: ['name', 'file', 'query', 'from', 'until'],
  async answer(params, context) {
    const name = params.required('name', 'parseBody');
    const asked = params.required('query', 'cpu{service="checkout"}');
    const named = serviceOf(parseSelector(asked, context.limits.selectorLength));
    if (named === undefined) throw new Refusal(400, 'query names no service: write query=cpu{service="checkout"}.');
    const service = await serviceNamed(named, context);
    const query = selectorWithin(service, asked, context);
    const question = { name, file: params.text('file'), query, ...rangeOf(params) };
    const history = await ask<FunctionHistory>(queryCalls['function-history'], question, context);
    const data: FunctionData = {
      history,
      deploys: await ask(queryCalls.deploys, { service: named }, context),
      function: await orNull(ask<FunctionReport>(queryCalls.function, question, context)),
    };
    const fn = { name, file: params.text('file') ?? '' };
    const { fromMs: from, untilMs: until } = history;
    return { data, markdown: (url) => functionMarkdown(fn, data, pinned(url, { from, until })) };
  },
};
