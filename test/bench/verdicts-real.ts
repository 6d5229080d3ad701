import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endAll, signalAll } from '../demo/processes.js';
import { RunningServer } from '../server/running.js';
import { printTable } from './figures.js';
import { type Answer, Answers } from './verdicts-real/answers.js';
import { roundsFor } from './verdicts-real/calibration.js';
import { type Case, cases, inTurn } from './verdicts-real/cases.js';
import { calibrate, checkInlining, USUAL } from './verdicts-real/pilot.js';
import { askVerdict, compareLive, type Setting } from './verdicts-real/processes.js';
import { unpackWithPoints } from './verdicts-real/release.js';
import { header, lineOf, rowsOf } from './verdicts-real/report.js';

const OPTIONS = {
  /** Without a change. */
  pairs: { type: 'string', default: '20' },
  /** Of each change. */
  repeats: { type: 'string', default: '4' },
  seed: { type: 'string', default: '1' },
  /** A side. */
  processes: { type: 'string', default: '12' },
  /** Under load, each pair. */
  seconds: { type: 'string', default: '110' },
  /** Requests a second, each process. */
  rate: { type: 'string', default: '12' },
  /** Samples a second. */
  hz: { type: 'string', default: '250' },
  /** Milliseconds of an agent's window. */
  window: { type: 'string', default: '2000' },
  /** Where profiles and answers are kept. A run that was interrupted goes on in the same one. */
  folder: { type: 'string', default: '' },
  /** Runs nothing, and asks the server again about the pairs in the folder: after a change of how verdicts are made. */
  again: { type: 'boolean', default: false },
} as const;

/**
 * Runs the demo's shop as two versions of which it is known what changed, real processes with the agent in each, and holds
 * what a real server finds against what verdicts promise. Fails where a promise does not hold.
 */
export async function realVerdictsBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const numberOf = (name: Exclude<keyof typeof OPTIONS, 'folder' | 'again'>): number => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 0) return value;
    throw new Error(`--${name} is '${values[name]}': it must be a whole number`);
  };
  const seed = numberOf('seed');
  const counts = { processes: numberOf('processes'), seconds: numberOf('seconds'), rate: numberOf('rate') };
  const sampling = { hz: numberOf('hz'), windowMs: numberOf('window') };
  const [pairs, repeats] = [numberOf('pairs'), numberOf('repeats')];
  const folder = values.folder === '' ? mkdtempSync(join(tmpdir(), 'perf-verdicts-real-')) : values.folder;
  mkdirSync(folder, { recursive: true });
  const answers = new Answers(join(folder, 'answers.jsonl'), { seed, ...counts, ...sampling });
  const server = await RunningServer.start({ dataDir: join(folder, 'store') });
  process.once('exit', () => {
    signalAll();
    server.process.kill('SIGTERM');
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  console.error(`profiles and answers are in ${folder}`);
  let all: readonly Answer[] = answers.all;
  try {
    const setting: Setting = { server, script: await unpackWithPoints(), ...counts, ...sampling };
    const pairsOf = new Map(cases.map((one) => [one, one.slower === null ? pairs : repeats]));
    if (values.again) all = await askAgain(server, answers.all);
    else await compareAll(setting, inTurn(pairsOf), answers, seed);
  } finally {
    await endAll();
    await server.stop();
  }
  if (answers.calibration === null) return;
  const { rows, failed } = rowsOf(cases, all, answers.calibration);
  printTable(header, rows);
  if (failed > 0) process.exitCode = 1;
}

async function askAgain(server: RunningServer, all: readonly Answer[]): Promise<Answer[]> {
  const asked: Answer[] = [];
  for (const answer of all) {
    asked.push({ ...answer, verdict: await askVerdict(server, answer.verdict.service) });
    console.error(lineOf(asked.at(-1) as Answer));
  }
  return asked;
}

async function compareAll(
  setting: Setting,
  pairs: readonly { readonly case: Case; readonly number: number }[],
  answers: Answers,
  seed: number,
): Promise<void> {
  if (answers.calibration === null) {
    await checkInlining(setting, 'shop-traced', seed);
    answers.setCalibration(await calibrate(setting, `shop-pilot-${Date.now()}`, seed));
  }
  const { calibration } = answers;
  if (calibration === null) return;
  console.error(JSON.stringify(calibration));
  for (const [at, { case: one, number }] of pairs.entries()) {
    if (answers.all.some((answer) => answer.case === one.name && answer.number === number)) continue;
    const rounds = one.slower === null ? 0 : roundsFor(one.slower.share, one.slower.part, calibration);
    const slower = one.slower === null ? USUAL : { ...USUAL, [one.slower.part]: USUAL[one.slower.part] + rounds };
    // What an interrupted run has stored of the pair is of another service.
    const service = `shop-${at}-${Date.now()}`;
    const verdict = await compareLive(
      setting,
      service,
      [USUAL, slower],
      10_000 * seed + 100 * cases.indexOf(one) + number,
    );
    const answer = { case: one.name, number, rounds, verdict };
    answers.add(answer);
    console.error(`${at + 1}/${pairs.length} ${lineOf(answer)}`);
  }
}
