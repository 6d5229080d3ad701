/** What a page shows, and when: runs in the page, before anything else of it. */
export interface Paints {
  /** When the last click, double click or input was made. */
  askedMs: number;
  /** Names of functions on canvases as the last frame has them, with where they begin. */
  labels: string;
  /** Counts frames in which names were drawn. */
  drawn: number;
  /** `labels` as they were before what was asked. */
  before?: string;
}

declare global {
  interface Window {
    paints: Paints;
    /** d3-flame-graph's. */
    chart: { search(term: string): void };
  }
}

export function watchPaints(names: string): void {
  const isName = new RegExp(names);
  const paints: Paints = { askedMs: 0, labels: '', drawn: 0 };
  window.paints = paints;
  for (const type of ['click', 'dblclick', 'input']) {
    addEventListener(
      type,
      (event) => {
        paints.askedMs = event.timeStamp;
      },
      { capture: true },
    );
  }
  let labels = '';
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text: string, x: number, y: number, ...rest: number[]) {
    if (isName.test(text)) labels += `${text}@${Math.round(x)},${Math.round(y)} `;
    fillText.call(this, text, x, y, ...rest);
  };
  const next = () => {
    if (labels !== '') {
      paints.labels = labels;
      paints.drawn++;
      labels = '';
    }
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}
