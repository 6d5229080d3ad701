import { describe, expect, it } from '@jest/globals';
import { openChanges, openLeaks } from '@perf/profile';
import { changeHistory, changeRoute, leakHistory, leakRoute } from '../../viewer/src/background.js';
import { printSelector } from '../../viewer/src/selector.js';
import { changeOf, changesOf, leakOf, leaksOf } from '../notation/background-of.js';

const NOW = Date.UTC(2026, 10, 23, 10);
const HEAP = 'inuse_space{service="shop",env="demo"}';
const CPU = 'cpu{service="shop",env="demo"}';
const textOf = ({ fromMs, untilMs }: { fromMs: number; untilMs: number }) => ({
  from: String(fromMs),
  until: String(untilMs),
});

describe('what was found without a deploy', () => {
  it('is news while it is still there and no version explains it', () => {
    expect(openLeaks(leaksOf('keep', NOW).leaks).map((one) => one.function.name)).toEqual(['keep', 'remember']);
    expect(openChanges(changesOf('price', NOW).changes).map((one) => one.function.name)).toEqual(['price']);
    expect(openChanges([changeOf('a', NOW, { wentAwayMs: NOW }), changeOf('b', NOW, { version: '2' })])).toEqual([]);
  });

  it('leads from a leak to the heap at what leaks, and to what that function held over time', () => {
    const leak = leakOf('keep', NOW);
    const { selector, focus, range } = leakRoute(leak);
    expect([printSelector(selector), focus, range]).toEqual([HEAP, '0123456789abcdef', textOf(leak.range)]);
    const history = leakHistory(leak);
    expect([printSelector(history.selector), history.fn.name, history.range]).toEqual([HEAP, 'keep', range]);
  });

  it('leads from a change to before it against after it, and to the function over all of that', () => {
    const change = changeOf('price', NOW);
    const { base, comparison, baseRange, range, search, norm } = changeRoute(change);
    expect([base, comparison].map(printSelector)).toEqual([CPU, CPU]);
    expect([baseRange, range]).toEqual([textOf(change.beforeRange), textOf(change.afterRange)]);
    expect([search, norm]).toEqual(['price', 'share']);
    const over = { fromMs: change.beforeRange.fromMs, untilMs: change.afterRange.untilMs };
    expect(changeHistory(change).range).toEqual(textOf(over));
  });
});
