/**
 * The same function, which derives from each object once and remembers the result for as long as the object is in use.
 * Only for what never changes once built: trees, tables, selections.
 */
export function remembered<From extends object, To>(derive: (from: From) => To): (from: From) => To {
  const known = new WeakMap<From, { readonly to: To }>();
  return (from) => {
    const found = known.get(from);
    if (found !== undefined) return found.to;
    const to = derive(from);
    known.set(from, { to });
    return to;
  };
}

/** The same function, which remembers its last result for as long as it is asked with an equal key. */
export function latest<From, To>(keyOf: (from: From) => string, derive: (from: From) => To): (from: From) => To {
  let last: { readonly key: string; readonly to: To } | null = null;
  return (from) => {
    const key = keyOf(from);
    if (last?.key !== key) last = { key, to: derive(from) };
    return last.to;
  };
}
