/** What a child process can be asked: functions of one argument, which travels as JSON like the answer. */
// biome-ignore lint/suspicious/noExplicitAny: each call has an argument of its own type.
export type Calls = Record<string, (argument: any) => unknown>;

/** A call on its way to the child. */
export interface Question {
  readonly id: number;
  readonly call: string;
  readonly argument: unknown;
}

/** What comes back: a value, or why there is none. */
export interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Answers the parent's questions until it goes away; then ends the process. */
export function answerParent(calls: Calls): void {
  process.on('message', async ({ id, call, argument }: Question) => {
    const reply: Reply = await Promise.resolve(argument)
      .then(calls[call])
      .then(
        (value) => ({ id, value }),
        (error: unknown) => ({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      );
    process.send?.(reply);
  });
  process.on('disconnect', () => process.exit());
}
