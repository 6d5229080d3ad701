import { join } from 'node:path';

const NAME = 'perf-oom-export.js';

/** The script that a process which is out of memory runs. */
export const EXPORTER = join(__dirname, NAME);

/** Whether this process was started to run it. NODE_OPTIONS may have loaded an agent into it, from anywhere. */
export function isOomExporter(script: string | undefined): boolean {
  return script !== undefined && (script.endsWith(`/${NAME}`) || script.endsWith(`\\${NAME}`));
}
