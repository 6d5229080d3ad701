import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { end, lineOf, start } from '../../demo/processes.js';
import { type Calibration, type Rounds, type Spent, secondsPerRound, spentBetween } from './calibration.js';
import { compareLive, environment, type Setting, underLoad } from './processes.js';

/** What both parts do in either version, and much more of it. */
export const USUAL: Rounds = { small: 120, rule: 120 };
const MUCH: Rounds = { small: 6000, rule: 6000 };

/** V8 has inlined what it will after so long at most. */
const INLINED_SECONDS = 60;

/** What rounds cost, by the service's own meter, in processes that run as they will; and what a request does. */
export async function calibrate(setting: Setting, service: string, seed: number): Promise<Calibration> {
  const told: Spent[][] = [];
  const { result } = await compareLive(setting, service, [USUAL, MUCH], seed, (instance, text) => {
    for (const [, json = ''] of text.matchAll(/^spent (.*)$/gm)) {
      const of = told[instance] ?? [];
      told[instance] = of;
      of.push(JSON.parse(json) as Spent);
    }
  });
  if (result.service === null) throw new Error(`the pilot is too short: ${result.missing.join(' ')}`);
  // The later half, once all of it is compiled.
  const ofSide = (side: number) =>
    spentBetween(
      told.filter((_, at) => at % 2 === side).map((of) => [of[of.length >> 1] as Spent, of.at(-1) as Spent]),
    );
  const [few, many] = [[USUAL, ofSide(0)] as const, [MUCH, ofSide(1)] as const];
  return {
    secondsPerRound: { small: secondsPerRound('small', few, many), rule: secondsPerRound('rule', few, many) },
    secondsPerRequest: result.service.base,
  };
}

/**
 * Looks at what V8 does with both parts in a process under load.
 *
 * @throws Error where it does not inline the one, or does inline the other.
 */
export async function checkInlining(setting: Setting, service: string, seed: number): Promise<void> {
  const { script, rate } = setting;
  const env = environment(setting, service, 'traced', USUAL);
  const traced = start('--trace-turbo-inlining', [script], { env, cwd: dirname(script), stdout: 'pipe' });
  const inlined = new Set<string>();
  let rest = '';
  traced.stdout?.on('data', (text: Buffer) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, inner, outer] =
        /^Inlining .*SharedFunctionInfo (\w+)>} into .*SharedFunctionInfo (\w+)>}/.exec(line) ?? [];
      if (inner !== undefined) inlined.add(`${inner} into ${outer}`);
    }
  });
  const [, port = ''] = await lineOf(traced, /^listening on (\d+)$/);
  await underLoad([port], rate * 5, seed, async () => {
    for (let second = 0; second < INLINED_SECONDS && !inlined.has('pointsOf into sumOfPoints'); second++)
      await delay(1000);
    await delay(5000);
  });
  await end(traced);
  if (!inlined.has('pointsOf into sumOfPoints')) throw new Error('V8 does not inline pointsOf any more');
  const wrong = [...inlined].filter((pair) => pair.startsWith('pointsByHistory '));
  if (wrong.length > 0) throw new Error(`V8 inlines ${wrong.join(', ')}: bestRule is to call too many to do that`);
}
