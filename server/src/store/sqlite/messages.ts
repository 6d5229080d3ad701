import type { RefusalMessage } from '../../errors.js';
import type { Expired, IncomingWindow, Receipt, Retention } from '../store.js';
import type { Kept } from './kept.js';

/** To the writer's thread. `seq` pairs an answer with its request. */
export type WriterRequest =
  | { kind: 'append'; seq: number; window: IncomingWindow }
  | { kind: 'expire'; seq: number; policy: Retention; nowMs: number }
  | { kind: 'roll-up'; seq: number; nowMs: number }
  | { kind: 'mend'; seq: number }
  | { kind: 'close'; seq: number };

/** From the writer's thread. `ready` or `unusable` comes first, once; those without `seq` answer nothing. */
export type WriterAnswer =
  | { kind: 'ready'; troubles: readonly string[]; damagedDays: readonly string[]; thinned: ReadonlyMap<string, Kept> }
  | { kind: 'unusable'; error: string }
  | { kind: 'trouble'; error: string }
  | { kind: 'damaged'; days: readonly string[] }
  | { kind: 'thinned'; days: ReadonlyMap<string, Kept> }
  | { kind: 'appended'; seq: number; receipt: Receipt }
  | { kind: 'expired'; seq: number; expired: Expired }
  | { kind: 'rolled-up'; seq: number }
  | { kind: 'mended'; seq: number }
  | { kind: 'closed'; seq: number }
  | { kind: 'failed'; seq: number; refusal: RefusalMessage | null; error: string };
