import { weightedMedian } from './order.js';

/** On fewer, one that changes is most of what there is to compare it with. */
const LEAST_FUNCTIONS = 5;
/** No function counts for more than one that was sampled a hundred times as often. */
const MOST_WEIGHT_SHARE = 0.01;

/**
 * Shares as they would be if nothing but the function itself had changed: one that grows takes from the shares of all
 * others, and does not from what is answered here. In each bin everything is divided by what is common to the
 * functions, the weighted median of how far each is from its own usual share, as referenceFrame does for deploys.
 *
 * @param shares by function, then by bin; NaN where nothing was measured, of all functions alike.
 */
export function atEqualWork(shares: readonly Float64Array[]): Float64Array[] {
  const usual = shares.map(medianAbove0);
  const known = shares.map((_, at) => at).filter((at) => (usual[at] as number) > 0);
  if (known.length < LEAST_FUNCTIONS) return shares.map((each) => each.slice());
  const weights = Float64Array.from(known, (at) => Math.min(MOST_WEIGHT_SHARE, usual[at] as number));
  const common = (shares[0] as Float64Array).map((first, bin) => {
    if (Number.isNaN(first)) return 1;
    const seen = known.flatMap((at, row) => ((shares[at]?.[bin] ?? 0) > 0 ? [[at, weights[row]] as const] : []));
    const ratios = Float64Array.from(seen, ([at]) => Math.log((shares[at]?.[bin] ?? 0) / (usual[at] as number)));
    return Math.exp(
      weightedMedian(
        ratios,
        Float64Array.from(seen, ([, weight]) => weight as number),
      ),
    );
  });
  return shares.map((each) => each.map((share, bin) => share / (common[bin] as number)));
}

function medianAbove0(share: Float64Array): number {
  const sorted = share.filter((one) => one > 0).sort();
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
