import type { GateReport } from '@perf/profile';
import { budgetStatus, gate } from '../budgets/hold.js';
import { readBudgets } from '../budgets/shape.js';
import type { Params } from '../params.js';
import { matcher } from '../selector.js';
import { compareVersions } from '../verdicts/compare-versions.js';
import { heapInstances, testHeap } from '../verdicts/heap-test.js';
import { type RecordedFunction, recordedAmounts } from '../verdicts/recorded.js';
import { changesIn } from '../verdicts/share-changes.js';
import type { QueryCall } from './call.js';
import { rangeIn, rates } from './verdicts.js';

/** What the server asks for others, or itself; no call of the API. */
export const backgroundCalls = {
  /** A verdict as of the last look that is reached, and what it was made from: `same` where that is as `unless` says. */
  'verdict-at-look': {
    params: ['service', 'env', 'version', 'previous', 'unless'],
    async answer(params, { store, limits, nowMs }) {
      const compared = await compareVersions(
        store,
        {
          ...serviceOf(params),
          version: params.required('version', '1.4.2'),
          previous: params.required('previous', '1.4.1'),
          q: 0.05,
          atOnce: false,
          unless: params.text('unless'),
        },
        nowMs,
        limits.groups,
      );
      return compared === null ? { same: true } : { verdict: compared.verdict, signature: compared.signature };
    },
  },
  /** `POST /api/v1/gate`, as parameters: `budgets`, `baseLabels` and `labels` are JSON. */
  gate: {
    params: [
      ...['service', 'env', 'base', 'version', 'q', 'advisory', 'budgets'],
      ...['baseFrom', 'baseUntil', 'from', 'until', 'baseLabels', 'labels'],
    ],
    async answer(params, { store, limits, nowMs }): Promise<GateReport> {
      const named = (from: string, until: string, labels: string) => {
        const range = rangeIn(params, nowMs, from, until);
        return range && { ...range, labels: JSON.parse(params.text(labels) ?? '{}') as Record<string, string> };
      };
      const asked = {
        service: params.required('service', 'checkout'),
        env: params.text('env') ?? '',
        previous: params.required('base', '1.4.1'),
        version: params.required('version', '1.4.2'),
        base: named('baseFrom', 'baseUntil', 'baseLabels'),
        comparison: named('from', 'until', 'labels'),
        q: Number(params.oneOf('q', rates, '0.01')),
        advisory: params.text('advisory') === 'true',
        budgets: readBudgets(JSON.parse(params.text('budgets') ?? '[]')),
      };
      return gate(store, asked, nowMs, limits.groups);
    },
  },
  /** How budgets of one service stand; they are JSON. */
  'budget-status': {
    params: ['service', 'budgets'],
    async answer(params, { store, limits, nowMs }) {
      const budgets = readBudgets(JSON.parse(params.required('budgets', '[]')));
      return {
        reports: await budgetStatus(store, params.required('service', 'checkout'), budgets, nowMs, limits.groups),
      };
    },
  },
  /** The processes of a service whose heaps are to be tested. */
  'heap-instances': {
    params: ['service'],
    async answer(params, { store, nowMs }) {
      return { instances: await heapInstances(store, params.required('service', 'checkout'), nowMs) };
    },
  },
  /** A HeapTest of the last census of one process; null where it has taken none after `after`. */
  'heap-test': {
    params: ['service', 'env', 'version', 'instance', 'first', 'last', 'after'],
    async answer(params, { store, limits }) {
      const ms = (name: string): number => params.integer(name, 0, 0, Number.MAX_SAFE_INTEGER);
      const of = {
        ...serviceOf(params),
        version: params.text('version') ?? '',
        instance: params.text('instance') ?? '',
        firstMs: ms('first'),
        lastMs: ms('last'),
      };
      return { test: await testHeap(store, of, ms('after'), limits) };
    },
  },
  'share-changes': {
    params: ['service', 'env'],
    async answer(params, { store, limits, nowMs }) {
      return changesIn(store, serviceOf(params), nowMs, limits.groups);
    },
  },
  /** What functions of one selection cost; `labels` and `functions` are JSON. */
  recorded: {
    params: ['labels', 'functions'],
    async answer(params, { store, limits, nowMs }) {
      const labels = JSON.parse(params.required('labels', '{}')) as Readonly<Record<string, string>>;
      const functions = JSON.parse(params.required('functions', '[]')) as readonly RecordedFunction[];
      const matchers = Object.entries(labels).map(([name, value]) => matcher(name, '=', value));
      return { amounts: await recordedAmounts(store, matchers, functions, nowMs, limits.groups) };
    },
  },
} as const satisfies Record<string, QueryCall>;

function serviceOf(params: Params): { service: string; env: string } {
  return { service: params.required('service', 'checkout'), env: params.text('env') ?? '' };
}

export type BackgroundName = keyof typeof backgroundCalls;
