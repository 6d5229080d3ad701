const INSTANT = new Set(['space', 'objects', 'goroutine', 'goroutines', 'threadcreate']);

/**
 * Delta types say what happened during a window: cpu, wall, sample, alloc_space, contentions, delay, ... They add up
 * over time and over instances. Instant types say what is held at one moment: adding an hour of them shows sixty heaps.
 *
 * Instant are `inuse_*`, the bare `space` and `objects` of older heap profilers for V8 (live objects), and Go's counts
 * of what exists: `goroutine` and `threadcreate`. Every other type counts as delta.
 */
export function isInstant(type: string): boolean {
  return type.startsWith('inuse_') || INSTANT.has(type);
}

/** Sums over `profiles` snapshots as what one snapshot held on average. Sums over none or one stay as they are. */
export function mean(value: Float64Array, profiles: number): Float64Array {
  return profiles > 1 ? value.map((sum) => sum / profiles) : value;
}
