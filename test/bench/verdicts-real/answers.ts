import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { DeployVerdict } from '@perf/profile/api.js';
import type { Calibration } from './calibration.js';

/** What the server answered about a pair. */
export interface Answer {
  readonly case: string;
  readonly number: number;
  /** Rounds that the new version has more of. */
  readonly rounds: number;
  readonly verdict: DeployVerdict;
}

/** A run as far as it got, one JSON object a line, so that nothing is lost where it is interrupted. */
export class Answers {
  readonly #path: string;
  readonly all: Answer[] = [];
  calibration: Calibration | null = null;

  /** @throws Error where the file is of a run with other options. */
  constructor(path: string, options: Readonly<Record<string, number>>) {
    this.#path = path;
    const text = JSON.stringify({ options });
    if (!existsSync(path)) {
      appendFileSync(path, `${text}\n`);
      return;
    }
    const [first = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
    if (first !== text) throw new Error(`${path} is of a run with ${first}, not ${text}: give another --folder`);
    for (const line of lines) {
      const read = JSON.parse(line) as Answer | { readonly calibration: Calibration };
      if ('calibration' in read) this.calibration = read.calibration;
      else this.all.push(read);
    }
  }

  setCalibration(calibration: Calibration): void {
    this.calibration = calibration;
    appendFileSync(this.#path, `${JSON.stringify({ calibration })}\n`);
  }

  add(answer: Answer): void {
    this.all.push(answer);
    appendFileSync(this.#path, `${JSON.stringify(answer)}\n`);
  }
}
