import {
  type ChangesReport,
  type Deploy,
  type DeploysReport,
  findServices,
  type HomeData,
  homeMarkdown,
  type LeaksReport,
  openChanges,
  openLeaks,
  type SeriesReport,
  type ServiceSummary,
  type ServicesReport,
  serviceCosts,
} from '@perf/profile';
import { queryCalls } from '../calls.js';
import { ask, type PageCall } from './page.js';

/** Services by what they cost in the last 24 hours, and what was found in them without a deploy. */
export const homePage: PageCall = {
  params: ['search'],
  async answer(params, context) {
    const { services } = await ask<ServicesReport>(queryCalls.services, {}, context);
    const cost = (type: string) => {
      // The store refuses to add up what nobody sends.
      const isSent = services.some(({ sampleTypes }) => sampleTypes.some((one) => one.type === type));
      const day = { query: type, from: 'now-24h', until: 'now', step: '30m', by: 'service', limit: '200' };
      return isSent ? ask<SeriesReport>(queryCalls.series, day, context) : null;
    };
    const cpu = await cost('cpu');
    const heap = await cost('inuse_space');
    const found = findServices(serviceCosts(services, cpu, heap), params.text('search') ?? '');
    const newest = async ({ name, versions }: ServiceSummary): Promise<Deploy | null> => {
      if (versions.length === 0) return null;
      const { deploys } = await ask<DeploysReport>(queryCalls.deploys, { service: name }, context);
      return deploys[0] ?? null;
    };
    const names = new Set(found.map(({ service }) => service.name));
    const ofThese = ({ service }: { readonly service: string }) => names.has(service);
    const { leaks } = await ask<LeaksReport>(queryCalls.leaks, {}, context);
    const { changes } = await ask<ChangesReport>(queryCalls.changes, {}, context);
    const data: HomeData = {
      services: found.map(({ service }) => service),
      cpu,
      heap,
      newest: await Promise.all(found.map(({ service }) => newest(service))),
      leaks: openLeaks(leaks).filter(ofThese),
      changes: openChanges(changes).filter(ofThese),
    };
    return { data, markdown: (url) => homeMarkdown(data, url) };
  },
};
