import { Refusal } from '@perf/server/errors.js';

/** The refusal a call ends in as `status detail`; `accepted` where there is none. */
export function refusalOf(call: () => unknown): string {
  try {
    call();
    return 'accepted';
  } catch (error) {
    if (error instanceof Refusal) return `${error.status} ${error.detail}`;
    throw error;
  }
}
