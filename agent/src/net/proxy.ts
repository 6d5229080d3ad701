import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy to reach `url` by, from `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in small letters or
 * capitals; undefined for none. This machine itself is never reached by a proxy. `complain` is told of a proxy that
 * cannot be used.
 */
export function proxyFor(url: URL, environment: Environment, complain: (mistake: string) => void): URL | undefined {
  const read = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined;
  // A CGI script finds a request's header "Proxy" in HTTP_PROXY: whoever sends one must not choose the proxy.
  const http = environment.REQUEST_METHOD === undefined ? read('HTTP_PROXY') : environment.http_proxy;
  const given = (url.protocol === 'https:' ? read('HTTPS_PROXY') : http) ?? read('ALL_PROXY');
  if (given === undefined || isSpared(url, read('NO_PROXY') ?? '')) return undefined;
  const text = given.includes('://') ? given : `http://${given}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy !== undefined && ['http:', 'https:'].includes(proxy.protocol)) return proxy;
  complain('the proxy given by the environment is not an http:// or https:// URL; delivering without one');
  return undefined;
}

/** What a proxy with a name and a password in its URL wants to see. */
export function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** A URL's host, without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/**
 * `NO_PROXY=internal,.corp.example,10.0.0.0/8,db:7070`: names with all below them, addresses, networks, each with a port
 * if wanted; `*` is everything.
 */
function isSpared(url: URL, list: string): boolean {
  const host = hostOf(url);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const spared = list.toLowerCase().split(/[\s,]+/);
  return isLoopback(host) || spared.some((entry) => matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '' || entry === '*') return entry === '*';
  const network = /^(.+)\/(\d{1,3})$/.exec(entry);
  if (network !== null) return isInNetwork(host, network[1] ?? '', Number(network[2]));
  const [, name = entry, wantedPort] = (isIP(entry) === 0 && /^(.*):(\d+)$/.exec(entry)) || [];
  if (wantedPort !== undefined && wantedPort !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
  return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
}

function isInNetwork(host: string, network: string, prefix: number): boolean {
  const family = isIP(host);
  if (family === 0 || family !== isIP(network) || prefix > (family === 4 ? 32 : 128)) return false;
  const block = new BlockList();
  block.addSubnet(network, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return block.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || isInNetwork(host, '127.0.0.0', 8);
}
