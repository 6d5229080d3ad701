/**
 * What went wrong, by who can mend it. Either way nothing was done, and the exit code is 2; 1 is the answer "no" of a
 * command that was asked for a verdict.
 */
export const TROUBLE = 2;

/** The call itself is wrong: an option, a file, a selector. */
export class Mistake extends Error {
  readonly kind = 'mistake';
}

/** The server is away, busy or failed: the same call may do later. */
export class ServerFailure extends Error {
  readonly kind = 'server';
}
