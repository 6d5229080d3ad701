export * from './check.js';
export type * from './columns.js';
export * from './error.js';
export * from './gunzip.js';
export type * from './message.js';
export * from './pprof.js';
