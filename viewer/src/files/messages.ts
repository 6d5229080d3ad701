/** What crosses between the page and the worker. */
import type { Problem } from '@perf/profile/api.js';

export type ToWorker =
  | { readonly kind: 'file'; readonly name: string; readonly file: File }
  | { readonly kind: 'question'; readonly id: number; readonly path: string };

export type FromWorker =
  | { readonly id: number; readonly report: object }
  | { readonly id: number; readonly problem: Problem };
