import { spawn } from 'node:child_process';

/** What shows a page where its system is meant to; none of these is a shell, which could read an address as a command. */
const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Shows a page, where there is a browser; nobody waits for it. */
export function openInBrowser(url: URL): void {
  const [file, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  spawn(file, [...args, url.href], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
