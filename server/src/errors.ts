/**
 * A refusal the caller can understand: becomes an RFC 9457 problem document with this status.
 * `detail` is one or two sentences: what is wrong and what to do about it.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: keyof typeof titles,
    readonly detail: string,
    readonly retryAfterSeconds?: number,
    /** Whether it is for something damaged that the store can mend, once it is told. */
    readonly isMendable = false,
  ) {
    super(detail);
  }
}

const titles = {
  400: 'Bad request',
  401: 'Not authorised',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  421: 'Misdirected request',
  422: 'Not a valid profile',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available',
  507: 'Storage is full',
} as const;

export type RefusalStatus = keyof typeof titles;

export function titleOf(status: RefusalStatus): string {
  return titles[status];
}

/** The form in which a refusal crosses a thread. */
export interface RefusalMessage {
  status: RefusalStatus;
  detail: string;
  retryAfterSeconds?: number;
  isMendable?: boolean;
}

export function refusalFrom(message: RefusalMessage): Refusal {
  return new Refusal(message.status, message.detail, message.retryAfterSeconds, message.isMendable);
}

/** The refusal behind any error; null for a bug or a failing machine, which the operator must hear about. */
export function refusalOf(error: unknown): RefusalMessage | null {
  if (!(error instanceof Refusal)) return null;
  const { status, detail, retryAfterSeconds, isMendable } = error;
  return {
    status,
    detail,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(isMendable ? { isMendable } : {}),
  };
}
