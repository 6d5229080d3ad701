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
