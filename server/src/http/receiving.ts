import { Refusal } from '../errors.js';

/** Bounds what all requests together hold in memory while their bodies arrive. */
export class Receiving {
  #bytes = 0;

  /** @param maxBytes of all bodies that are being received. */
  constructor(readonly maxBytes: number) {}

  /** One request's part of it: grows with what arrives, and must be given back. */
  begin(): ReceivingShare {
    let own = 0;
    return {
      take: (bytes) => {
        if (this.#bytes + bytes > this.maxBytes) {
          throw new Refusal(429, 'Too many large bodies arrive at once. Send the same window again later.', 1);
        }
        own += bytes;
        this.#bytes += bytes;
      },
      giveBack: () => {
        this.#bytes -= own;
        own = 0;
      },
    };
  }
}

export interface ReceivingShare {
  /** @throws Refusal 429 where the bytes do not fit beside those of other requests. */
  take(bytes: number): void;
  giveBack(): void;
}
