import { type DeploysData, type DeploysReport, deploysMarkdown } from '@perf/profile';
import { queryCalls } from '../calls.js';
import { ask, type PageCall, serviceNamed } from './page.js';

/** The versions of a service, and what comparing each with the one before it has found. */
export const deploysPage: PageCall = {
  params: ['service'],
  async answer(params, context) {
    const { name } = await serviceNamed(params.required('service', 'checkout'), context);
    const data: DeploysData = { deploys: await ask<DeploysReport>(queryCalls.deploys, { service: name }, context) };
    return { data, markdown: (url) => deploysMarkdown(data.deploys, url) };
  },
};
