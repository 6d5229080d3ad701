import { writeSync } from 'node:fs';

const said = new Set<string>();

/** Distinct messages remembered by `sayOnce`; beyond it the agent goes quiet rather than grow. */
const MOST_MESSAGES = 100;

/**
 * Writes one line to stderr, prefixed with `[perf]`. Never throws.
 * Written straight to the descriptor: an error on `process.stderr` would surface in the host as an unhandled event.
 */
export function say(message: string): void {
  try {
    writeSync(2, `[perf] ${message}\n`);
  } catch {
    // stderr is closed or full: there is nobody to tell.
  }
}

/** Like `say`, but the same message only once in the life of the process. */
export function sayOnce(message: string): void {
  if (said.has(message) || said.size >= MOST_MESSAGES) return;
  said.add(message);
  say(message);
}

/** The first line of an error's message: native loaders write pages. A connection tried on several addresses has none. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  const message = error instanceof Error ? error.message || String(code ?? error.name) : String(error);
  return message.split('\n', 1)[0] ?? message;
}
