/** What is done in less than this is not worth a line. */
const QUIET_MS = 400;
const REFRESH_MS = 100;
const BAR_WIDTH = 24;

/** Where a terminal shows progress: standard error, so that results can be sent elsewhere. */
type Screen = Pick<NodeJS.WriteStream, 'isTTY' | 'write' | 'columns'>;

/** One line that says what goes on and how far it is, on a terminal alone, and is gone when it is done. */
export class Progress {
  readonly #screen: Screen;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #beganMs = Date.now();
  #text = '';
  #isShown = false;

  constructor(screen: Screen = process.stderr, environment = process.env) {
    this.#screen = screen;
    if (!screen.isTTY || environment.TERM === 'dumb') return;
    this.#timer = setInterval(() => this.#draw(), REFRESH_MS).unref();
  }

  /** @param total undefined where nobody knows. */
  show(label: string, done = 0, total?: number): void {
    this.#text = progressText(label, done, total, this.#screen.columns ?? 80);
  }

  end(): void {
    clearInterval(this.#timer);
    if (this.#isShown) this.#screen.write('\r\u001b[K');
  }

  #draw(): void {
    if (Date.now() - this.#beganMs < QUIET_MS || this.#text === '') return;
    this.#isShown = true;
    this.#screen.write(`\r\u001b[K${this.#text}`);
  }
}

/**
 * @example
 * progressText('push', 3, 12) // push  ██████░░░░░░░░░░░░░░░░░░  25 %
 */
export function progressText(label: string, done: number, total: number | undefined, columns: number): string {
  if (!total) return `${label.slice(0, columns - 3)} …`;
  const share = Math.min(1, done / total);
  const full = Math.round(share * BAR_WIDTH);
  const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  return `${label.slice(0, Math.max(0, columns - BAR_WIDTH - 9))}  ${bar} ${percent}`;
}

/** Shows that something is waited for. */
export async function during<T>(label: string, pending: Promise<T>): Promise<T> {
  const progress = new Progress();
  progress.show(label);
  return pending.finally(() => progress.end());
}
