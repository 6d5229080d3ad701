/** Spreads a section whose length is V8's affair, so that on average it takes little of each window. */
export interface Pace {
  /** Asked once a window: whether the section may run in it. `every` spreads it further; Infinity: never. */
  due(every: number): boolean;
  /** Notes what it cost. */
  took(milliseconds: number): void;
}

/** What the section may take of a window on average. */
const SHARE_MS = 5;

/** However long it takes, so often it runs. */
const RAREST = 16;

/** One slow run says more about the machine than about the section: the shortest of so many counts. */
const REMEMBERED = 3;

export function startPace(): Pace {
  const tookMs: number[] = [];
  let windowsSince = Number.POSITIVE_INFINITY;
  return {
    due(every) {
      windowsSince++;
      const ms = tookMs.length < 2 ? 0 : Math.min(...tookMs);
      const windows = every * Math.min(RAREST, Math.max(1, Math.ceil(ms / SHARE_MS)));
      if (windows === Number.POSITIVE_INFINITY || windowsSince < windows) return false;
      windowsSince = 0;
      return true;
    },
    took(milliseconds) {
      tookMs.push(milliseconds);
      if (tookMs.length > REMEMBERED) tookMs.shift();
    },
  };
}
