import { isIPv6 } from 'node:net';
import type { RequestHandler } from 'express';
import { Refusal } from '../errors.js';

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Keeps other people's pages out. A Host that is not on the list is a name somebody else pointed at this machine (DNS
 * rebinding); an Origin that is not this server's own is a page of another site trying to write through the browser.
 *
 * @param allowed host names beside loopback's; `*` allows any.
 */
export function hostGuard(allowed: readonly string[]): RequestHandler {
  const names = new Set([...loopback, ...allowed.map(asInHost)]);
  return (request, _response, next) => {
    const host = request.headers.host ?? '';
    if (!names.has('*') && !names.has(hostName(host))) {
      throw new Refusal(
        421,
        `This server does not answer to the host ${JSON.stringify(host)}: start it with --allow-host <name>.`,
      );
    }
    const origin = request.headers.origin;
    const site = request.headers['sec-fetch-site'];
    const foreign = origin !== undefined && origin.replace(/^https?:\/\//, '') !== host;
    const elsewhere = site === 'cross-site' || site === 'same-site';
    if (foreign || (elsewhere && request.method !== 'GET' && request.method !== 'HEAD')) {
      throw new Refusal(403, 'Pages of other origins may not use this server through the browser.');
    }
    next();
  };
}

/** An address of IPv6 stands in brackets there. */
function asInHost(name: string): string {
  return (isIPv6(name) ? `[${name}]` : name).toLowerCase();
}

/** `example.org:7070` -> `example.org`, `[::1]:7070` -> `[::1]`. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
