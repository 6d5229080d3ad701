import { Refusal } from './errors.js';
import { nearest } from './nearest.js';
import { parseDurationMs, parseTimeMs } from './time.js';

/** The query parameters of one call, read by name; each mistake is refused with the fix. */
export class Params {
  readonly #given: ReadonlyMap<string, string>;

  /** @param known every parameter the call has; any other is refused with the nearest of them. */
  constructor(search: URLSearchParams, known: readonly string[]) {
    const given = new Map<string, string>();
    for (const [name, value] of search) {
      if (!known.includes(name)) {
        const near = nearest(name, known);
        throw new Refusal(
          400,
          `There is no parameter ${JSON.stringify(name)} here${near === null ? '.' : `; did you mean ${near}?`} ` +
            `Known: ${known.join(', ') || 'none'}.`,
        );
      }
      if (given.has(name)) throw new Refusal(400, `${name} is given twice: leave one.`);
      given.set(name, value);
    }
    this.#given = given;
  }

  text(name: string): string | undefined {
    return this.#given.get(name);
  }

  required(name: string, example: string): string {
    const value = this.#given.get(name);
    if (value === undefined || value === '') throw new Refusal(400, `${name} is missing: write ${name}=${example}.`);
    return value;
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.#given.get(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max)) {
      throw new Refusal(400, `${name}: ${JSON.stringify(text)} is not a whole number from ${min} to ${max}.`);
    }
    return value;
  }

  oneOf<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const text = this.#given.get(name);
    if (text === undefined) return fallback;
    const choice = choices.find((one) => one === text);
    if (choice === undefined)
      throw new Refusal(400, `${name}: ${JSON.stringify(text)} is not one of ${choices.join(', ')}.`);
    return choice;
  }

  list(name: string): string[] {
    return (this.#given.get(name) ?? '').split(',').filter((item) => item !== '');
  }

  durationMs(name: string): number | undefined {
    const text = this.#given.get(name);
    return text === undefined ? undefined : parseDurationMs(text, name);
  }

  /** A range of time; `until` is not part of it. The last hour where nothing is said. */
  range(nowMs: number, fromName = 'from', untilName = 'until'): { fromMs: number; untilMs: number } {
    const untilMs = parseTimeMs(this.#given.get(untilName) ?? 'now', untilName, nowMs);
    const fromMs = parseTimeMs(this.#given.get(fromName) ?? String(untilMs - 3_600_000), fromName, nowMs);
    if (fromMs >= untilMs) throw new Refusal(400, `${fromName} (${fromMs}) must be before ${untilName} (${untilMs}).`);
    return { fromMs, untilMs };
  }
}
