// Finds the Chromium that the browser tests drive, and on Debian and Ubuntu installs it where it is missing.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { exitOnFailure, run, StepError, step } from './run.mjs';

/** The same as in test/e2e/browser.ts. Without windows it takes half the time of the whole browser. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

await exitOnFailure(() =>
  step('browser', async () => {
    const found = findBrowser();
    if (found !== null) return found;
    if (!canInstall()) throw new StepError(`no Chromium found. Install one, or name it in CHROMIUM:\n  ${command()}`);
    console.log('browser: installing chromium with apt-get');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = (name) => run('apt-get', ['install', '-y', '--no-install-recommends', name], { env });
    await run('apt-get', ['update'], { env });
    // Not every release of Debian and Ubuntu has the headless one.
    await install('chromium-headless-shell').catch(() => install('chromium'));
    const installed = findBrowser();
    if (installed === null)
      throw new StepError('apt-get installed chromium, but no executable of that name is in PATH');
    return installed;
  }),
);

/** The path of a Chromium, or null. CHROMIUM wins, and is an error where it names no executable. */
function findBrowser() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (isExecutable(named)) return named;
    throw new StepError(`CHROMIUM=${named} is no executable file. Correct it, or unset it to search the usual places`);
  }
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter).filter(Boolean)];
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...APPLICATIONS].find(isExecutable) ?? null;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebian() {
  return existsSync('/etc/debian_version') && readFileSync('/etc/debian_version', 'utf8').trim() !== '';
}

function canInstall() {
  return isDebian() && process.getuid?.() === 0;
}

function command() {
  if (process.platform === 'darwin') return 'brew install --cask chromium';
  if (isDebian()) return 'sudo apt-get install -y chromium';
  return 'npx playwright-core install chromium   (then set CHROMIUM to the path it prints)';
}
