import { describe, expect, it } from '@jest/globals';
import { parseBaggage } from '../../agent/dist/labels/baggage.js';
import { endpointOf, statusClassOf, templatePath } from '../../agent/dist/labels/endpoint.js';

describe('the endpoint of a request', () => {
  it('is its method and the path, where no router tells its route', () => {
    expect(endpointOf({ method: 'GET', url: '/users/42?verbose=1' }, undefined, 200)).toBe('GET /users/:id');
  });

  it('is the pattern of the route as soon as a framework tells it', () => {
    expect(endpointOf({ method: 'POST', url: '/users/anna' }, '/users/:name', undefined)).toBe('POST /users/:name');
  });

  it.each([
    ['/users/anna', '', '/users/:name', 'GET /users/:name'],
    ['/shops/7/orders/9', '/shops/7', '/orders/:order', 'GET /shops/:id/orders/:order'],
    ['/shops/7', '/shops/7', '/', 'GET /shops/:id'],
    ['/', '', '/', 'GET /'],
  ])('is the mount and the pattern of an Express route: %s', (originalUrl, baseUrl, path, endpoint) => {
    expect(endpointOf({ method: 'GET', originalUrl, baseUrl, route: { path } }, undefined, 200)).toBe(endpoint);
  });

  it('finds the mount again that Express has taken back after an error', () => {
    const failed = { method: 'GET', originalUrl: '/shops/7/orders/9', baseUrl: '', route: { path: '/orders/:order' } };
    expect(endpointOf(failed, undefined, 500)).toBe('GET /shops/:id/orders/:order');
  });

  it('is the path where the route is a regular expression or a list', () => {
    const byExpression = { method: 'GET', originalUrl: '/files/7', baseUrl: '', route: { path: /^\/files/ } };
    expect(endpointOf(byExpression, undefined, 200)).toBe('GET /files/:id');
    const byList = { method: 'GET', originalUrl: '/a', baseUrl: '', route: { path: ['/a', '/b'] } };
    expect(endpointOf(byList, undefined, 200)).toBe('GET /a');
  });

  it('is one for all that was not found, so that scanners make no endpoints', () => {
    expect(endpointOf({ method: 'GET', url: '/wp-admin.php' }, undefined, 404)).toBe('GET (not found)');
    expect(endpointOf({ method: 'GET', url: '/users/0' }, '/users/:id', 404)).toBe('GET /users/:id');
  });

  it('names the usual methods alone', () => {
    expect(endpointOf({ method: 'PROPFIND', url: '/' }, undefined, 200)).toBe('(other method) /');
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
