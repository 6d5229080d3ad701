/** Budgets in words. Intervals are rounded outwards, so that they promise no more than was measured. Pure. */
import { threeDigits } from '../units.js';
import type { Budget, BudgetResult, BudgetStatus } from './types.js';

export const STATUS_WORDS: Readonly<Record<BudgetStatus, string>> = {
  kept: 'Kept',
  broken: 'Broken',
  undecided: 'Cannot tell',
};

/** `self share of JSON.parse at most 5 %` */
export function limitText(budget: Budget): string {
  switch (budget.kind) {
    case 'cpuPerRequest':
      return `CPU per request at most +${threeDigits(budget.atMostPercent)} %`;
    case 'functionCpu':
      return `${budget.of} CPU of ${budget.function} at most +${threeDigits(budget.atMostPercent)} % of all CPU before`;
    case 'share':
      return `${budget.of} share of ${budget.function} at most ${threeDigits(budget.atMostPercent)} %`;
    case 'heap':
      return `heap in use at most +${threeDigits(budget.atMostPercent)} %`;
    case 'heapGrowth':
      return `heap growth at most ${threeDigits(budget.atMostMiBPerHour)} MiB/h`;
  }
}

/** Whether its values are changes, which are written with a sign. */
function isChange({ kind }: Budget): boolean {
  return kind !== 'share';
}

/** `+4.2 %`; empty where nothing was measured. */
export function valueText(budget: Budget, { value, low, high, unit }: BudgetResult): string {
  if (value === null) return '';
  const text = rounded(value, decimalsOf(low ?? value, high ?? value), Math.round);
  return `${value > 0 && isChange(budget) ? '+' : ''}${text} ${unit}`;
}

/** `3.3 to 5.1 %`; empty where nothing was measured. */
export function boundsText({ low, high, unit }: BudgetResult): string {
  if (low === null || high === null) return '';
  const decimals = decimalsOf(low, high);
  return `${rounded(low, decimals, Math.floor)} to ${rounded(high, decimals, Math.ceil)} ${unit}`;
}

/** `+4.2 %, 3.3 to 5.1 %`, or why that is not known. */
export function resultText(budget: Budget, result: BudgetResult): string {
  const figures = result.value === null ? [] : [`${valueText(budget, result)}, ${boundsText(result)}`];
  return [...figures, ...result.missing].join('. ');
}

/** So many that half the interval has two digits. */
function decimalsOf(low: number, high: number): number {
  const half = (high - low) / 2;
  return half > 0 ? Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(half)))) : 2;
}

function rounded(value: number, decimals: number, round: (value: number) => number): string {
  const scale = 10 ** decimals;
  // 0.07 * 100 is 7.000000000000001, which is no reason to round up.
  const at = round(Number((value * scale).toPrecision(12))) / scale;
  return at < 0 ? `−${(-at).toFixed(decimals)}` : Math.abs(at).toFixed(decimals);
}
