/**
 * The worker: reads files and answers questions about them, so that the page stays alive meanwhile. It holds what it read
 * of the last few files; the others are read again when they are asked for.
 */
import { defaultReadLimits } from '@perf/profile/formats/bounds.js';
import { FormatError } from '@perf/profile/formats/error.js';
import { readProfile } from '@perf/profile/formats/read.js';
import { problemOf } from '../api.js';
import { answer } from './answer.js';
import type { FromWorker, ToWorker } from './messages.js';
import { bytesOf } from './read-file.js';
import { type OpenFile, refusal } from './selected.js';

/** Two can be compared. */
const MOST_READ = 2;

const files = new Map<string, File>();
/** Last used last. */
const read = new Map<string, Promise<OpenFile>>();

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'file') {
    files.set(data.name, data.file);
    read.delete(data.name);
  } else void reply(data.id, data.path);
});

async function reply(id: number, path: string): Promise<void> {
  const send = (message: FromWorker) => postMessage(message);
  await answer(path, open).then(
    (report) => send({ id, report }),
    (thrown) => send({ id, problem: problemOf(thrown) }),
  );
}

function open(name: string): Promise<OpenFile> {
  const known = read.get(name) ?? readFile(name);
  read.delete(name);
  read.set(name, known);
  for (const oldest of [...read.keys()].slice(0, -MOST_READ)) read.delete(oldest);
  return known;
}

async function readFile(name: string): Promise<OpenFile> {
  const file = files.get(name);
  if (!file) throw refusal(404, 'Not open', `${name} is not open in this tab: open it again.`);
  try {
    const bytes = await bytesOf(file, defaultReadLimits.bytes);
    return { ...readProfile(bytes), bytes: file.size };
  } catch (error) {
    throw refusal(400, `${name} cannot be opened`, detailOf(error));
  }
}

function detailOf(error: unknown): string {
  if (error instanceof FormatError) return error.message;
  if (error instanceof DOMException) {
    return 'The browser cannot read it. It may be a folder, or have changed since it was chosen: choose it again.';
  }
  return `It could not be read: ${error instanceof Error ? error.message : String(error)}.`;
}
