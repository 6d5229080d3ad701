import { describe, expect, it } from '@jest/globals';
import { parseSteps } from '@perf/profile/transforms/steps.js';
import fc from 'fast-check';
import { selectorOf } from '../../viewer/src/selector.js';
import { upright } from '../../viewer/src/steps.js';
import {
  compareRoute,
  deploysRoute,
  functionRoute,
  parseRoute,
  printRoute,
  type Route,
  serviceRoute,
} from '../../viewer/src/url.js';

const time = fc.constantFrom('now', 'now-90m', 'now-7d', '1795456923898');
const range = fc.record({ from: time, until: time });
const text = fc.string({ maxLength: 12 });
const name = fc.string({ minLength: 1, maxLength: 12 });
const view = {
  steps: fc.constantFrom('', 'mine', 'ignore:a%3Bb@c.js@;recursion;invert', 'hide:(anonymous)@a.ts:7').map(parseSteps),
  as: fc.constantFrom('graph' as const, 'tree' as const),
};
const focus = fc.constantFrom('', 'cca407879e8cf2e8');

const serviceRoutes: fc.Arbitrary<Route> = fc
  .record({
    service: name,
    version: text,
    range,
    focus,
    search: text,
    ...view,
    fn: fc.option(fc.record({ name, file: text })),
    sort: fc.constantFrom('self' as const, 'total' as const, 'name' as const),
    strips: fc.uniqueArray(fc.constantFrom('numbers' as const, 'instances' as const)),
    by: fc.string({ minLength: 1 }),
  })
  .map(({ service, version, ...rest }) =>
    serviceRoute(service, { ...rest, selector: selectorOf('cpu', { service, version }) }),
  );

const compareRoutes: fc.Arbitrary<Route> = fc
  .record({
    service: name,
    range,
    baseRange: range,
    norm: fc.constantFrom('' as const, 'share' as const, 'perRequest' as const),
    width: fc.constantFrom('before' as const, 'after' as const),
    focus,
    search: text,
    ...view,
    sort: fc.constantFrom('evidence' as const, 'self' as const, 'comparison' as const),
  })
  .map(({ service, ...rest }) =>
    compareRoute({
      base: selectorOf('cpu', { service, version: '1' }),
      comparison: selectorOf('cpu', { service, version: '2' }),
      ...rest,
    }),
  );

const functionRoutes: fc.Arbitrary<Route> = fc
  .record({ service: name, version: text, range, fn: fc.record({ name, file: text }), steps: view.steps })
  .map(({ service, version, fn, steps, range }) =>
    functionRoute(service, fn, { selector: selectorOf('cpu', { service, version }), range, steps: upright(steps) }),
  );

const deploysRoutes: fc.Arbitrary<Route> = name.map((service) => deploysRoute(service));

const homeRoutes: fc.Arbitrary<Route> = text.map((search) => ({ page: 'home', search }));

function reopen(route: Route): Route {
  const url = new URL(printRoute(route), 'http://localhost');
  return parseRoute(url.pathname, url.search);
}

describe('a URL', () => {
  it('opens the page it was copied from, whatever the names hold', () => {
    fc.assert(
      fc.property(fc.oneof(homeRoutes, serviceRoutes, deploysRoutes, functionRoutes, compareRoutes), (route) => {
        expect(reopen(route)).toEqual(route);
      }),
    );
  });

  it.each(['.', '..', '...', '%2e', '-'])('opens the service %j', (service) => {
    expect(reopen(serviceRoute(service))).toEqual(serviceRoute(service));
    expect(reopen(deploysRoute(service))).toEqual(deploysRoute(service));
  });

  it('leaves out what is at its default', () => {
    expect(printRoute({ page: 'home', search: '' })).toBe('/');
    expect(printRoute(serviceRoute('checkout'))).toBe('/service/checkout');
    expect(printRoute(serviceRoute('a/b', { focus: 'abc' }))).toBe('/service/a%2Fb?focus=abc');
  });

  it('takes a comparison as the API takes it', () => {
    const query = 'base=cpu{service="shop",version="1"}&comparison=cpu{service="shop",version="2"}&norm=share';
    expect(parseRoute('/compare', query)).toEqual(
      compareRoute({
        base: selectorOf('cpu', { service: 'shop', version: '1' }),
        comparison: selectorOf('cpu', { service: 'shop', version: '2' }),
        norm: 'share',
      }),
    );
  });

  it('keeps to the service of its path, whatever its query says', () => {
    const route = parseRoute('/service/shop', 'query=cpu{service="other",env="prod"}');
    expect(route).toEqual(serviceRoute('shop', { selector: selectorOf('cpu', { service: 'shop', env: 'prod' }) }));
  });

  it.each([
    ['/nowhere', '', 'There is no page at /nowhere.'],
    ['/service/shop', 'query=cpu{service=shop}', 'cannot be read at character 5'],
    ['/function', 'query=cpu{service="shop"}', 'A link to a function has its name'],
    ['/service/shop', 'view=ignore', 'Its view cannot be read. ignore names no function'],
    ['/service/%ff', '', 'URI malformed'],
  ])('that cannot be read says why: %s?%s', (path, query, detail) => {
    expect(parseRoute(path, query)).toEqual({ page: 'invalid', detail: expect.stringContaining(detail) });
  });
});
