/** Subjects that are remembered of each thread. */
const mostKnown = 16;

interface Thread {
  /** What it works on; null while it is free. */
  subject: string | null;
  /** What it worked on, last used last. */
  readonly known: Set<string>;
}

interface Waiting {
  readonly subject: string;
  readonly start: (thread: number) => void;
}

/**
 * Who works on what. A thread remembers the selections it made, so a question goes to one that has worked on its subject
 * if that is free, and waits while another question about the same subject is worked on, which would otherwise be made
 * twice. Apart from that, first come, first served.
 */
export class QueryDesk {
  readonly #threads: readonly Thread[];
  readonly #waiting: Waiting[] = [];

  constructor(threads: number) {
    this.#threads = Array.from({ length: threads }, () => ({ subject: null, known: new Set<string>() }));
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves with the thread to work on it. @param subject empty where the question is about none. */
  take(subject: string): Promise<number> {
    return new Promise((start) => {
      this.#waiting.push({ subject, start });
      this.#next();
    });
  }

  /** The work on a thread has ended. */
  give(thread: number): void {
    (this.#threads[thread] as Thread).subject = null;
    this.#next();
  }

  #next(): void {
    for (let at = 0; at < this.#waiting.length; ) {
      const { subject, start } = this.#waiting[at] as Waiting;
      const thread = this.#threadFor(subject);
      if (thread === -1) {
        at++;
        continue;
      }
      this.#waiting.splice(at, 1);
      this.#begin(this.#threads[thread] as Thread, subject);
      start(thread);
    }
  }

  /** -1 where it has to wait. */
  #threadFor(subject: string): number {
    const isFree = ({ subject }: Thread): boolean => subject === null;
    if (subject !== '') {
      if (this.#threads.some((thread) => thread.subject === subject)) return -1;
      const known = this.#threads.findIndex((thread) => isFree(thread) && thread.known.has(subject));
      if (known !== -1) return known;
    }
    return this.#threads.findIndex(isFree);
  }

  #begin(thread: Thread, subject: string): void {
    thread.subject = subject;
    if (subject === '') return;
    thread.known.delete(subject);
    thread.known.add(subject);
    if (thread.known.size > mostKnown) thread.known.delete(thread.known.values().next().value as string);
  }
}
