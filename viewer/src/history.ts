import { useEffect, useState } from 'preact/hooks';
import { parseRoute, printRoute, type Route } from './url.js';

const CHANGED = 'perf:route';

/** Shows another route. Pushes, so that Back returns; `replace` for what changes while somebody types. */
export function navigate(route: Route, how: 'push' | 'replace' = 'push'): void {
  const url = printRoute(route);
  if (url === location.pathname + location.search + location.hash) return;
  if (how === 'push') history.pushState(null, '', url);
  else history.replaceState(null, '', url);
  dispatchEvent(new Event(CHANGED));
}

/** The route of the address bar, kept up to date; plain clicks on links of this page do not reload it. */
export function useRoute(): Route {
  const [route, setRoute] = useState(current);
  useEffect(() => {
    const read = () => setRoute(current());
    addEventListener('popstate', read);
    addEventListener(CHANGED, read);
    document.addEventListener('click', followLink);
    return () => {
      removeEventListener('popstate', read);
      removeEventListener(CHANGED, read);
      document.removeEventListener('click', followLink);
    };
  }, []);
  return route;
}

function current(): Route {
  return parseRoute(location.pathname, location.search, location.hash);
}

function followLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const modified = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (!link || modified || event.defaultPrevented || link.origin !== location.origin || link.target) return;
  event.preventDefault();
  visit(link.href);
}

/** Shows another page of this application, as a click on a link to it does. */
export function visit(href: string): void {
  const { pathname, search, hash } = new URL(href, location.href);
  navigate(parseRoute(pathname, search, hash));
  scrollTo(0, 0);
}
