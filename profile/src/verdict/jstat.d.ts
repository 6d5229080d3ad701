/** The part of jStat that is used; it brings no types of its own. */
declare module 'jstat' {
  interface Distribution {
    cdf(value: number, ...parameters: number[]): number;
    inv(probability: number, ...parameters: number[]): number;
  }
  const jstat: { readonly studentt: Distribution; readonly normal: Distribution; readonly chisquare: Distribution };
  export default jstat;
}
