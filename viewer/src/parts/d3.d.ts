/** What flame.ts uses of d3-flame-graph 5 and d3-selection 3; neither ships types. */

declare module 'd3-flame-graph' {
  /** A node of d3-hierarchy. */
  export interface Laid<Datum> {
    readonly data: Datum;
  }

  export interface Tooltip {
    (): void;
    show(event: MouseEvent, frame: Laid<unknown>): void;
    hide(): void;
  }

  export interface FlameGraph<Datum> {
    (selection: unknown): void;
    width(pixels: number): this;
    cellHeight(pixels: number): this;
    transitionDuration(milliseconds: number): this;
    resetHeightOnZoom(reset: boolean): this;
    tooltip(tooltip: Tooltip): this;
    getName(name: (frame: Laid<Datum>) => string): this;
    setColorMapper(colour: (frame: Laid<Datum>, original: string) => string): this;
    update(data: Datum): this;
    destroy(): this;
  }

  export default function flamegraph<Datum>(): FlameGraph<Datum>;
}

declare module 'd3-selection' {
  export interface Selection<Datum> {
    selectAll<Child>(selector: string): Selection<Child>;
    datum(data: unknown): this;
    call(run: (selection: unknown) => void): this;
    each(run: (this: Element, datum: Datum) => void): this;
  }

  export function select<Datum>(element: Element): Selection<Datum>;

  /** Whose prototype all selections have. */
  export const selection: { readonly prototype: object };
}
