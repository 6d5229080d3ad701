import { compareVersions } from '../verdicts/compare-versions.js';
import type { QueryCall } from './call.js';

/** What the server asks itself; no call of the API. */
export const backgroundCalls = {
  /** A verdict as of the last look that is reached, and what it was made from: `same` where that is as `unless` says. */
  'verdict-at-look': {
    params: ['service', 'env', 'version', 'previous', 'unless'],
    async answer(params, { store, limits, nowMs }) {
      const compared = await compareVersions(
        store,
        {
          service: params.required('service', 'checkout'),
          env: params.text('env') ?? '',
          version: params.required('version', '1.4.2'),
          previous: params.required('previous', '1.4.1'),
          q: 0.05,
          atOnce: false,
          unless: params.text('unless'),
        },
        nowMs,
        limits.groups,
      );
      return compared === null ? { same: true } : { verdict: compared.verdict, signature: compared.signature };
    },
  },
} as const satisfies Record<string, QueryCall>;

export type BackgroundName = keyof typeof backgroundCalls;
