import { Command } from 'commander';
import { Mistake } from '../errors.js';
import { isFile } from '../files/read.js';
import { withExamples } from '../help.js';
import { isJson, print, serverUrl } from '../options.js';
import { openInBrowser } from '../terminal/browser.js';

interface OpenOptions {
  service?: string;
  from?: string;
  until?: string;
  browser: boolean;
}

export function openCommand(): Command {
  const command = new Command('open')
    .description("open the viewer's page of a selection, or of a comparison, and print its address")
    .argument('[selector]', 'what to look at (default: the list of services)')
    .argument('[comparison]', 'what to compare it with')
    .option('--service <name>', 'the page of a service')
    .option('--from <time>', 'the beginning of the range')
    .option('--until <time>', 'the end of the range')
    .option('--no-browser', 'print the address only, as without a terminal')
    .action((selector: string | undefined, comparison: string | undefined, options: OpenOptions, self: Command) => {
      const url = addressOf(serverUrl(self), selector, comparison, options);
      print(self, { url: url.href }, () => url.href);
      if (options.browser && process.stdout.isTTY && !isJson(self)) openInBrowser(url);
    });
  return withExamples(command, [
    ['perfctl open --service checkout --from now-24h', 'what a service did today'],
    [
      'perfctl open \'cpu{service="checkout",version="1.4.1"}\' \'cpu{service="checkout",version="1.4.2"}\'',
      'two versions side by side',
    ],
  ]);
}

/** The viewer's address: its parameters have the names of the API's. @throws Mistake for what has no page. */
function addressOf(
  server: URL,
  selector: string | undefined,
  comparison: string | undefined,
  options: OpenOptions,
): URL {
  const { service, from, until } = options;
  for (const argument of [selector, comparison]) {
    if (argument !== undefined && isFile(argument)) {
      throw new Mistake(`${argument} is a file: drop it on any page of the viewer, which reads it without sending it`);
    }
  }
  if (service !== undefined && selector !== undefined)
    throw new Mistake('--service and a selector say the same: leave one');
  const url = new URL(server);
  const base = server.pathname.replace(/\/$/, '');
  const name = service ?? (selector === undefined ? undefined : serviceIn(selector));
  if (selector !== undefined && comparison !== undefined) {
    url.pathname = `${base}/compare`;
    url.searchParams.set('base', selector);
    url.searchParams.set('comparison', comparison);
  } else if (name === undefined) {
    url.pathname = `${base}/`;
  } else {
    url.pathname = `${base}/service/${encodeURIComponent(name)}`;
    if (selector !== undefined) url.searchParams.set('query', selector);
  }
  if (from !== undefined) url.searchParams.set('from', from);
  if (until !== undefined) url.searchParams.set('until', until);
  return url;
}

/** Pages are of one service. */
function serviceIn(selector: string): string {
  const [, quoted] = /[{,]\s*service\s*=\s*"((?:[^"\\]|\\.)*)"/.exec(selector) ?? [];
  if (quoted === undefined)
    throw new Mistake(`${selector} names no service: write cpu{service="checkout"}, or use --service`);
  return quoted.replace(/\\(.)/g, '$1');
}
