/** A clock that runs `speed` times as fast as the real one, since the moment when they showed `realMs` and `shownMs`. */
export interface FastClock {
  readonly realMs: number;
  readonly shownMs: number;
  readonly speed: number;
}

/** What it shows at a moment of the real clock. */
export function shownAt({ realMs, shownMs, speed }: FastClock, atMs: number): number {
  return Math.floor(shownMs + (atMs - realMs) * speed);
}
