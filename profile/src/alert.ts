import type { TimeRange } from './api.js';

/** Something found that somebody should hear of, once. */
export interface Alert {
  /** The same as long as it is the same finding, however often it is made anew. */
  id: string;
  kind: 'regression' | 'leak' | 'change' | 'budget';
  service: string;
  env: string;
  /** null where it is not about one. */
  version: string | null;
  /** The function, or null where it is about the whole service. */
  function: string | null;
  /** One line: what, where and by how much, such as `applyDiscounts got slower in shop 1.1.0: +18 % of its CPU (15 % to 21 %)`. */
  title: string;
  /** What it rests on, a line each. */
  details: string[];
  /** The page of the viewer that shows it, from the root: `/compare?...`. */
  path: string;
  foundMs: number;
  range: TimeRange;
  /** To be shown, never to block anything: not sent. */
  advisoryOnly: boolean;
}
