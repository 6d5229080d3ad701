import type { RecordedFunction } from '../verdicts/recorded.js';
import type { Ask } from '../watch/ask.js';
import { Turns } from '../watch/turns.js';
import type { RecordingRule } from './rules-file.js';

/** What a rule's function costs: CPU seconds per second, or per request. */
export interface Recorded {
  readonly rule: RecordingRule;
  readonly amount: number;
}

export interface RecordingOptions {
  readonly rules: readonly RecordingRule[];
  readonly ask: Ask;
  readonly everyMs: number;
  /** Hears of what could not be computed; the rest is. */
  readonly failed: (error: Error) => void;
}

/** Computes what chosen functions cost, again and again, in the query threads: one question for each selection of rules. */
export class Recording {
  #recorded: readonly Recorded[] = [];
  readonly #turns: Turns;

  constructor(private readonly options: RecordingOptions) {
    this.#turns = new Turns(options.everyMs, () => this.#record());
  }

  /** What could be computed last; nothing of what could not. */
  get recorded(): readonly Recorded[] {
    return this.#recorded;
  }

  start(): void {
    if (this.options.rules.length > 0) this.#turns.start();
  }

  stop(): Promise<void> {
    return this.#turns.stop();
  }

  async #record(): Promise<void> {
    const { rules, ask, failed } = this.options;
    const bySelection = new Map<string, RecordingRule[]>();
    for (const rule of rules) {
      const labels = JSON.stringify(selectionOf(rule));
      bySelection.set(labels, [...(bySelection.get(labels) ?? []), rule]);
    }
    const recorded: Recorded[] = [];
    for (const [labels, own] of bySelection) {
      if (this.#turns.stopped) return;
      try {
        const functions = JSON.stringify(own.map(functionOf));
        const { amounts } = await ask<{ amounts: (number | null)[] }>('recorded', { labels, functions });
        for (const [at, rule] of own.entries()) {
          const amount = amounts[at] ?? null;
          if (amount !== null) recorded.push({ rule, amount });
        }
      } catch (error) {
        failed(new Error(`${own.map(({ name }) => name).join(', ')} could not be recorded`, { cause: error }));
      }
    }
    this.#recorded = recorded;
  }
}

function selectionOf({ service, env, labels }: RecordingRule): Record<string, string> {
  return { ...labels, service, ...(env === undefined ? {} : { env }) };
}

function functionOf({ function: name, file, package: from, of, per }: RecordingRule): RecordedFunction {
  return { function: name, file, package: from, of, per };
}
