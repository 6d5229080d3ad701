/** What flame.ts uses of d3-flame-graph 5 and d3-selection 3; neither ships types. */

declare module 'd3-flame-graph' {
  /** A node of d3-hierarchy after layout: `x0` and `x1` are shares of the width. */
  export interface Laid<Datum> {
    readonly data: Datum;
    readonly depth: number;
    readonly x0: number;
    readonly x1: number;
    /** This node first, then what is below it, row by row. */
    descendants(): Laid<Datum>[];
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
    minFrameSize(pixels: number): this;
    transitionDuration(milliseconds: number): this;
    inverted(down: boolean): this;
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
    select<Child = Datum>(selector: string): Selection<Child>;
    selectAll<Child>(selector: string): Selection<Child>;
    datum(): Datum;
    datum(data: unknown): this;
    node(): Element;
    attr(name: string, value: string | number): this;
    classed(name: string, on: boolean): this;
    call(run: (selection: unknown) => void): this;
    each(run: (this: Element, datum: Datum) => void): this;
  }

  export function select<Datum>(element: Element): Selection<Datum>;

  /** Whose prototype all selections have. */
  export const selection: { readonly prototype: object };
}
