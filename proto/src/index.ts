export * from './check.js';
export type * from './columns.js';
export { type DecodeLimits, decodeRawColumns } from './decode.js';
export * from './encode.js';
export * from './error.js';
export * from './gunzip.js';
export * from './is-gzip.js';
export type * from './message.js';
export * from './pprof.js';
