import type { Group } from '@perf/profile';
import {
  amountByLine,
  amountOf,
  type FunctionAmount,
  type FunctionHistory,
  type FunctionTable,
  isInstant,
  occurrences,
} from '@perf/profile';
import type { QueryCall } from './call.js';
import { detailOf, selectionOf } from './selected.js';
import { inSteps } from './steps.js';

/** Labels that make a row of their own: what a deploy changes. */
const byVersion = ['env', 'version'];

/** One function over time, by version and by line. */
export const functionHistory: QueryCall = {
  params: ['name', 'file', 'query', 'from', 'until', 'step'],
  async answer(params, context): Promise<FunctionHistory> {
    const name = params.required('name', 'parseBody');
    const file = params.text('file');
    const query = params.required('query', 'cpu{service="checkout"}');
    const { steps: cut, found: set } = await inSteps(params, context.nowMs, ({ fromMs, untilMs, stepMs }) =>
      context.store.select({ ...selectionOf(query, { fromMs, untilMs }, context), by: byVersion, stepMs }),
    );
    const { sampleType, stacks, groups } = set;
    const { type, unit } = sampleType;
    const found = occurrences(stacks, isNamed(stacks.functions, name, file));
    const amounts = groups.map((group) => ({ group, ...amountOf(found, group.node, group.value) }));
    const steps = new Map<number, Sum>();
    const versions = new Map<string, Sum>();
    const all = new Sum();
    const lines = new Map<number, { line: number; self: number; total: number }>();
    for (const amount of amounts) {
      const { labels, fromMs: atMs, node, value } = amount.group;
      for (const sum of [all, sumOf(steps, atMs), sumOf(versions, JSON.stringify(labels))]) sum.add(amount);
      for (const { line, self, total } of amountByLine(stacks, found, node, value)) {
        const known = lines.get(line);
        lines.set(line, { line, self: (known?.self ?? 0) + self, total: (known?.total ?? 0) + total });
      }
    }
    const divisor = isInstant(type) ? Math.max(1, all.profiles) : 1;
    return {
      type,
      unit,
      query,
      ...cut,
      steps: cut.times.map((timeMs) => steps.get(timeMs)?.row(isInstant(type)) ?? null),
      versions: [...versions.values()]
        .map((sum) => ({ env: sum.labels.env ?? '', version: sum.labels.version ?? '', ...sum.row(isInstant(type)) }))
        .sort((a, b) => b.firstMs - a.firstMs),
      lines: [...lines.values()]
        .sort((a, b) => a.line - b.line)
        .map(({ line, self, total }) => ({ line, self: self / divisor, total: total / divisor })),
      ...detailOf(set),
    };
  },
};

/** Whether a function is the one that was asked for by name and, where it was given, file. */
function isNamed(functions: FunctionTable, name: string, file: string | undefined) {
  return (id: number): boolean => functions.name[id] === name && (file === undefined || functions.file[id] === file);
}

/** Groups added up: what the function and the whole took, and what that rests on. */
class Sum {
  labels: Group['labels'] = {};
  profiles = 0;
  #instanceSeconds = 0;
  #firstMs = Number.POSITIVE_INFINITY;
  #self = 0;
  #total = 0;
  #whole = 0;

  add({ group, self, total, whole }: { group: Group; self: number; total: number; whole: number }): void {
    this.labels = group.labels;
    this.profiles += group.evidence.profiles;
    this.#instanceSeconds += group.evidence.instanceSeconds;
    this.#firstMs = Math.min(this.#firstMs, group.fromMs);
    this.#self += self;
    this.#total += total;
    this.#whole += whole;
  }

  /** Instant types as what one snapshot held on average. */
  row(instant: boolean): FunctionAmount {
    const divisor = instant ? Math.max(1, this.profiles) : 1;
    return {
      self: this.#self / divisor,
      total: this.#total / divisor,
      whole: this.#whole / divisor,
      profiles: this.profiles,
      instanceSeconds: this.#instanceSeconds,
      firstMs: this.#firstMs,
    };
  }
}

function sumOf<Key>(sums: Map<Key, Sum>, key: Key): Sum {
  const sum = sums.get(key) ?? new Sum();
  sums.set(key, sum);
  return sum;
}
