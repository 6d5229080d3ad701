/**
 * What went wrong, by who can mend it. The exit code says so to scripts.
 *
 * 2: the call itself is wrong (an option, a file, a selector). 3: the server is away or failed.
 */
export class Mistake extends Error {
  readonly exitCode = 2;
}

export class ServerFailure extends Error {
  readonly exitCode = 3;
}
