import { NUMBER_NAMES, type ServiceData, serviceMarkdown } from '@perf/profile';
import type { QueryCall } from '../call.js';
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
} from './page.js';

/** What is hot in one service. */
export const servicePage: PageCall = {
  params: [
    ...new Set([
      'service',
      'function',
      'file',
      'show',
      'by',
      'search',
      'sort',
      'as',
      ...paramsOf(queryCalls.flamegraph),
    ]),
  ],
  async answer(params, context) {
    const service = await serviceNamed(params.required('service', 'checkout'), context);
    const query = selectorWithin(service, params.text('query'), context);
    const selection = { query, ...rangeOf(params) };
    const of = <Report>(call: QueryCall, more: Readonly<Record<string, string | undefined>> = {}) =>
      askAlike<Report>(call, { ...selection, ...more }, params, context);
    const { name } = service;
    const fn = params.text('function');
    const open = params.list('show');
    const data: ServiceData = {
      service,
      deploys: await ask(queryCalls.deploys, { service: name }, context),
      leaks: await ask(queryCalls.leaks, { service: name }, context),
      changes: await ask(queryCalls.changes, { service: name }, context),
      series: await of(queryCalls.series),
      flamegraph: await of(queryCalls.flamegraph),
      hotpaths: await of(queryCalls.hotpaths),
      top: await of(queryCalls.top, { limit: '500' }),
      function:
        fn === undefined ? null : await orNull(of(queryCalls.function, { name: fn, file: params.text('file') })),
      numbers: open.includes('numbers') ? await of(queryCalls.numbers, { names: NUMBER_NAMES.join() }) : null,
      instances: open.includes('instances')
        ? await of(queryCalls.series, { by: params.text('by') ?? 'instance', limit: '30' })
        : null,
    };
    const { fromMs: from, untilMs: until } = data.flamegraph;
    return { data, markdown: (url) => serviceMarkdown(name, data, pinned(url, { from, until })) };
  },
};
