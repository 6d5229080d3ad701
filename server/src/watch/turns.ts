/** Work that is done again and again, never twice at a time; the first time once the interval has passed: a server that starts has other work. */
export class Turns {
  #timer: NodeJS.Timeout | null = null;
  #turn: Promise<void> | null = null;
  #stopped = false;

  /** @param work must not reject. */
  constructor(
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
  ) {}

  /** For long work, to end early. */
  get stopped(): boolean {
    return this.#stopped;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#turn = this.work();
      void this.#turn.then(() => this.#stopped || this.start());
    }, this.everyMs);
  }

  /** Resolves once nothing is done any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#turn;
  }
}
