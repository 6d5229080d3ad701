/**
 * What a recorded process loads before its program. It runs there, not in perfctl: all else that the agent has to know
 * is in the environment.
 */
import { basename, extname } from 'node:path';
import { init } from '@perf/agent/api';

const script = process.argv[1] ?? 'node';

// Processes are told apart by what they run, which package.json's name does not say.
init({ service: basename(script, extname(script)) || 'node' });
