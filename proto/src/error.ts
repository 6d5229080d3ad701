/**
 * Why bytes are not a usable pprof profile:
 * - `gzip`: the compressed stream is truncated or damaged;
 * - `too-large`: more than the limits allow;
 * - `malformed`: not protobuf, or not of this shape;
 * - `invalid`: well-formed, but a field contradicts another; the message names the field and its value.
 */
export type PprofErrorCode = 'gzip' | 'too-large' | 'malformed' | 'invalid';

/** A profile that cannot be used. `message` is a sentence for whoever sent it. */
export class PprofError extends Error {
  override readonly name = 'PprofError';

  constructor(
    readonly code: PprofErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
