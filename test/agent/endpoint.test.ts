import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { parseBaggage } from '../../agent/dist/labels/baggage.js';
import { endpointByRoute, endpointByUrl, statusClassOf, templatePath } from '../../agent/dist/labels/endpoint.js';
import { Routes } from '../../agent/dist/labels/route.js';

describe('the endpoint of a request', () => {
  it('is its method and the path, where no router tells its route', () => {
    expect(endpointByUrl({ method: 'GET', url: '/users/42?verbose=1' })).toBe('GET /users/:id');
    expect(endpointByRoute({ method: 'GET', url: '/users/42' }, undefined)).toBeUndefined();
  });

  it('is the pattern of the route as soon as a framework tells it', () => {
    expect(endpointByRoute({ method: 'POST', url: '/users/anna' }, '/users/:name')).toBe('POST /users/:name');
  });

  it.each([
    ['/users/anna', '', '/users/:name', 'GET /users/:name'],
    ['/shops/7/orders/9', '/shops/7', '/orders/:order', 'GET /shops/:id/orders/:order'],
    ['/shops/7', '/shops/7', '/', 'GET /shops/:id'],
    ['/', '', '/', 'GET /'],
  ])('is the mount and the pattern of an Express route: %s', (originalUrl, baseUrl, path, endpoint) => {
    expect(endpointByRoute({ method: 'GET', originalUrl, baseUrl, route: { path } }, undefined)).toBe(endpoint);
  });

  it('finds the mount again that Express has taken back after an error', () => {
    const failed = { method: 'GET', originalUrl: '/shops/7/orders/9', baseUrl: '', route: { path: '/orders/:order' } };
    expect(endpointByRoute(failed, undefined)).toBe('GET /shops/:id/orders/:order');
  });

  it.each([
    ['a regular expression', /^\/files/],
    ['a list', ['/files/:file', '/documents/:file']],
  ])('is not known by a route that is %s', (_kind, path) => {
    const request = { method: 'GET', originalUrl: '/files/7', baseUrl: '', route: { path } };
    expect(endpointByRoute(request, undefined)).toBeUndefined();
    expect(endpointByUrl(request)).toBe('GET /files/:id');
  });

  it('names the usual methods alone', () => {
    expect(endpointByUrl({ method: 'PROPFIND', url: '/' })).toBe('(other method) /');
  });
});

describe('requests that look alike', () => {
  const socket = { destroyed: false };
  const asked = (url: string, path?: string) =>
    ({ method: 'GET', url, socket, ...(path === undefined ? {} : { route: { path } }) }) as unknown as IncomingMessage;
  /** Answers the request, and returns what it was called. */
  const serve = (routes: Routes, request: IncomingMessage, status = 200) => {
    const route = routes.begin(request);
    routes.finish(route, request, status);
    return route.endpoint;
  };

  it('share a route, which is named as soon as a router tells the pattern for one of them', () => {
    const routes = new Routes();
    const early = asked('/users/1');
    const route = routes.begin(early);
    expect(route.endpoint).toBe('GET /users/:id');
    expect(routes.begin(asked('/users/2'))).toBe(route);
    Object.assign(early, { route: { path: '/users/:user' } });
    expect(route.endpoint).toBe('GET /users/:user');
  });

  it('keep the name of the route when one of them is refused before it is routed', () => {
    const routes = new Routes();
    expect(serve(routes, asked('/users/1', '/users/:user'))).toBe('GET /users/:user');
    expect(serve(routes, asked('/users/2'), 401)).toBe('GET /users/:user');
  });

  it('are one for all that was not found, so that scanners make no endpoints', () => {
    const routes = new Routes();
    expect(serve(routes, asked('/wp-admin.php'), 404)).toBe('GET (not found)');
    expect(serve(routes, asked('/.env'), 404)).toBe('GET (not found)');
    expect(serve(routes, asked('/users/1'), 200)).toBe('GET /users/:id');
    expect(serve(routes, asked('/users/2'), 404)).toBe('GET /users/:id');
  });

  it('are kept apart once they turn out to be for several routes', () => {
    const routes = new Routes();
    expect(serve(routes, asked('/things/1', '/things/:number'))).toBe('GET /things/:number');
    serve(routes, asked('/things/3f2504e0-4f89-41d3-9a0c-0305e82c3301', '/things/:uuid'));
    expect(serve(routes, asked('/things/2', '/things/:number'))).toBe('GET /things/:number');
    expect(serve(routes, asked('/things/6ba7b810-9dad-11d1-80b4-00c04fd430c8', '/things/:uuid'))).toBe(
      'GET /things/:uuid',
    );
  });

  it('are forgotten when nobody has asked for them in ten windows', () => {
    const routes = new Routes();
    const route = routes.begin(asked('/users/1'));
    for (let window = 0; window < 10; window++) routes.nextWindow();
    expect(routes.begin(asked('/users/2'))).toBe(route);
    for (let window = 0; window < 11; window++) routes.nextWindow();
    expect(routes.begin(asked('/users/3'))).not.toBe(route);
  });
});

describe('a path without its values', () => {
  it.each([
    ['/', '/'],
    ['', '/'],
    ['/users', '/users'],
    ['/users/', '/users'],
    ['//users//7', '/users/:id'],
    ['/users/42/files/9f86d081884c?all=1#top', '/users/:id/files/:id'],
    ['/orders/3f2504e0-4f89-41d3-9a0c-0305e82c3301', '/orders/:id'],
    ['/objects/507f1f77bcf86cd799439011', '/objects/:id'],
    ['/commits/deadbeef', '/commits/:id'],
    ['/at/2024-05-06', '/at/:id'],
    ['/at/-12.5', '/at/:id'],
    ['/tel/+491234', '/tel/:id'],
    ['/tokens/V1StGXR8_Z5jdHi6B-myT', '/tokens/:id'],
    ['/ulids/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/ulids/:id'],
    ['/orders/ORD-2024-000123', '/orders/:id'],
    ['/mail/anna@example.com', '/mail/:id'],
    ['/search/two%20words', '/search/:id'],
    ['/api/v2/oauth2/v1beta1/sha256', '/api/v2/oauth2/v1beta1/sha256'],
    ['/static/logo-2x.png', '/static/logo-2x.png'],
    ['/static/main.8f3a1c2e.js', '/static/:id'],
    ['/feed/face', '/feed/face'],
    ['http://proxied.example/users/42', '/users/:id'],
    ['*', '/*'],
    ['/1/2/3/4/5/6/7/8/9', '/:id/:id/:id/:id/:id/:id/:id/:id/...'],
  ])('%s is %s', (url, path) => {
    expect(templatePath(url)).toBe(path);
  });
});

describe('the class of a status', () => {
  it.each([
    [101, '1xx'],
    [204, '2xx'],
    [304, '3xx'],
    [499, '4xx'],
    [503, '5xx'],
    [0, 'other'],
    [999, 'other'],
  ])('of %d is %s', (status, name) => expect(statusClassOf(status)).toBe(name));
});

describe('a baggage header', () => {
  it('gives the entries that are asked for, decoded, without their properties', () => {
    expect(parseBaggage('run=nightly%201;ttl=60 , user=7,scenario = checkout', ['run', 'scenario'])).toEqual({
      run: 'nightly 1',
      scenario: 'checkout',
    });
  });

  it('gives nothing where nothing asked for is in it', () => {
    expect(parseBaggage('user=7', ['run'])).toBeUndefined();
    expect(parseBaggage('', ['run'])).toBeUndefined();
    expect(parseBaggage('run', ['run'])).toBeUndefined();
    expect(parseBaggage('run=', ['run'])).toBeUndefined();
  });

  it('may be broken: what can be read of it is read', () => {
    expect(parseBaggage('=,;,run=%zz,,run=2', ['run'])).toEqual({ run: '%zz' });
  });

  it('is read as far as the standard goes', () => {
    expect(parseBaggage(`run=${'x'.repeat(257)}`, ['run'])).toBeUndefined();
    expect(parseBaggage(`${'a=1,'.repeat(180)}run=1`, ['run'])).toBeUndefined();
    expect(parseBaggage(`run=1,pad=${'x'.repeat(8192)}`, ['run'])).toBeUndefined();
  });
});
