/** What is read of a request to name its endpoint: Node's own properties, and what routers put on it. */
export interface RoutedRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express: the URL as it came, since mounted routers see a shortened `url`. */
  readonly originalUrl?: unknown;
  /** Express: the path a router is mounted at, with the values that were in the URL. */
  readonly baseUrl?: unknown;
  /** Express: the route that matched, once it has. */
  readonly route?: unknown;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'TRACE']);
const MOST_SEGMENTS = 8;
const LONGEST_SEGMENT = 40;

/**
 * The endpoint of a request as its URL tells: its method with the path, values in it made out by their looks.
 *
 * Example: `GET /users/:id`.
 */
export function endpointByUrl(request: RoutedRequest): string {
  return `${methodOf(request)} ${templatePath(urlOf(request))}`;
}

/**
 * The endpoint of a request as its router tells: its method with the pattern of its route; undefined where that is not
 * known, or not yet.
 *
 * Example: `POST /shops/:id/orders`.
 *
 * @param pattern the route's pattern, where a framework told it.
 */
export function endpointByRoute(request: RoutedRequest, pattern: string | undefined): string | undefined {
  const path = pattern ?? expressPattern(request);
  return path === undefined ? undefined : `${methodOf(request)} ${path}`;
}

/** The endpoint of all requests of this method that nothing knew, so that scanners do not make endpoints. */
export function endpointNotFound(request: RoutedRequest): string {
  return `${methodOf(request)} (not found)`;
}

/** The endpoint of a request that is answered: the best that is known of it. */
export function endpointOf(request: RoutedRequest, pattern: string | undefined, status: number): string {
  const routed = endpointByRoute(request, pattern);
  return routed ?? (status === 404 ? endpointNotFound(request) : endpointByUrl(request));
}

function methodOf({ method = 'GET' }: RoutedRequest): string {
  return METHODS.has(method) ? method : '(other method)';
}

/** `2xx`, from 1xx to 5xx; `other` for what is none of them. */
export function statusClassOf(status: number): string {
  return status >= 100 && status < 600 ? `${Math.floor(status / 100)}xx` : 'other';
}

function urlOf(request: RoutedRequest): string {
  return typeof request.originalUrl === 'string' ? request.originalUrl : (request.url ?? '/');
}

/** The mounts of the routers on the way, values made out, and the pattern of the route. Undefined for regular expressions. */
function expressPattern(request: RoutedRequest): string | undefined {
  const route = request.route as { path?: unknown } | null | undefined;
  const path = typeof route === 'object' ? route?.path : undefined;
  if (typeof path !== 'string') return undefined;
  const base = typeof request.baseUrl === 'string' ? request.baseUrl : '';
  const mount = base === '' ? mountLost(path, urlOf(request)) : templatePath(base);
  if (mount === '/' || mount === '') return path === '' ? '/' : path;
  return path === '/' || path === '' ? mount : `${mount}${path}`;
}

/**
 * Express has taken `baseUrl` back when an error has left the router. The segments that the pattern does not account for
 * are the mount then. Patterns of varying length (`*splat`, `{/:optional}`, `:name?`) do not tell.
 */
function mountLost(pattern: string, url: string): string {
  if (/[*{?(+]/.test(pattern)) return '';
  const segments = pathOf(url).split('/').filter(notEmpty);
  const lost = segments.length - pattern.split('/').filter(notEmpty).length;
  return lost > 0 ? templatePath(`/${segments.slice(0, lost).join('/')}`) : '';
}

/**
 * A path with its values replaced by `:id`: numbers, UUIDs, hexadecimal and other long tokens, and whatever is escaped
 * or has an `@` in it. At most eight segments. Query and fragment are left out.
 *
 * Example: `/users/42/files/9f86d081884c?all=1` is `/users/:id/files/:id`.
 */
export function templatePath(url: string): string {
  const path = pathOf(url);
  let template = templates.get(path);
  if (template === undefined) {
    template = templateOf(path);
    if (templates.size >= MOST_TEMPLATES) templates.clear();
    if (path.length <= LONGEST_REMEMBERED) templates.set(path, template);
  }
  return template;
}

/** Paths without values come again and again. */
const templates = new Map<string, string>();
const MOST_TEMPLATES = 1000;
const LONGEST_REMEMBERED = 200;

function templateOf(path: string): string {
  const segments = path.split('/').filter(notEmpty);
  const kept = segments.slice(0, MOST_SEGMENTS).map((segment) => (isValue(segment) ? ':id' : segment));
  if (segments.length > MOST_SEGMENTS) kept.push('...');
  return `/${kept.join('/')}`;
}

/** Without origin, query and fragment. Proxies are asked for whole URLs. */
function pathOf(url: string): string {
  let end = 0;
  while (end < url.length && url[end] !== '?' && url[end] !== '#') end++;
  const path = end === url.length ? url : url.slice(0, end);
  return path.startsWith('/') ? path : path.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '');
}

function notEmpty(segment: string): boolean {
  return segment !== '';
}

/**
 * Digits make most values: words of a path have few, apart from versions like `v2` and names like `oauth2`.
 * One pass, since every request comes by here.
 */
function isValue(segment: string): boolean {
  if (segment.length > LONGEST_SEGMENT) return true;
  let digits = 0;
  let hexLetters = 0;
  let dashes = 0;
  let dots = 0;
  for (let at = 0; at < segment.length; at++) {
    const code = segment.charCodeAt(at);
    if (code >= 48 && code <= 57) digits++;
    else if ((code >= 97 && code <= 102) || (code >= 65 && code <= 70)) hexLetters++;
    else if (code === DASH || code === UNDERSCORE) dashes++;
    else if (code === DOT) dots++;
    else if (ESCAPES.includes(code)) return true;
  }
  if (digits === 0) return segment.length >= 8 && hexLetters === segment.length;
  if (digits + dashes + dots === segment.length) return true;
  if (segment.length >= 8 && digits + hexLetters + dashes === segment.length) return true;
  // `a1b2c3d4`, `ORD-2024-000123`, a ULID; but not `v1beta1`, `sha256` or `logo-2x.png`.
  return digits >= 4 || (segment.length >= 12 && digits >= 2 && dots === 0);
}

const DASH = 45;
const DOT = 46;
const UNDERSCORE = 95;
/** What words of a path do not contain: `%@:;,=+`. */
const ESCAPES = Array.from('%@:;,=+', (character) => character.charCodeAt(0));
