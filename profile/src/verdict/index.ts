export * from './by-key.js';
export * from './compare.js';
export * from './types.js';
