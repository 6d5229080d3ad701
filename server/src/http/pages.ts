import type { RequestHandler } from 'express';
import { Refusal } from '../errors.js';
import type { PageName } from '../query/pages/pages.js';
import { type QueryOptions, sendAnswer } from './query.js';

/**
 * The viewer's own URLs, asked with `Accept: application/json` for what the page shows, or with `text/markdown` for a report of
 * it. Everything else, browsers first of all, gets the page.
 */
export function pageHandler(options: QueryOptions): RequestHandler {
  return async (request, response, next) => {
    response.vary('Accept');
    const type = request.accepts(['text/html', 'application/json', 'text/markdown']);
    if (type !== 'application/json' && type !== 'text/markdown') {
      next();
      return;
    }
    const query = request.originalUrl.indexOf('?');
    const path = request.path + (query === -1 ? '' : request.originalUrl.slice(query));
    const address = `${request.protocol}://${request.headers.host}${path}`;
    if (!URL.canParse(address)) throw new Refusal(400, `${JSON.stringify(address)} is no address of a page.`);
    const page = pageOf(new URL(address));
    const reportUrl = type === 'text/markdown' ? address : undefined;
    await sendAnswer(response, { ...page, reportUrl }, options);
  };
}

/** The page at a URL, and its parameters. Refuses paths where none is, and those of files, which the server never sees. */
function pageOf({ pathname, searchParams }: URL): { name: PageName; search: string } {
  const search = searchParams.toString();
  if (pathname === '/') return { name: 'page-home', search };
  if (pathname === '/compare') return { name: 'page-compare', search };
  if (pathname === '/function') return { name: 'page-function', search };
  const [, page, service] = /^\/(service|deploys)\/([^/]*)\/?$/.exec(pathname) ?? [];
  if (page !== undefined && service !== undefined) {
    // Services named like steps in a path have their name in a parameter.
    if (service !== '') searchParams.set('service', decodeURIComponent(service));
    return { name: page === 'service' ? 'page-service' : 'page-deploys', search: searchParams.toString() };
  }
  if (/^\/file(\/|$)/.test(pathname)) {
    throw new Refusal(404, 'What is in a file stays in the browser that opened it: export it from its page.');
  }
  throw new Refusal(404, `There is no page at ${pathname}: / has the services.`);
}
