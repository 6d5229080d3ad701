import { describe, expect, it } from '@jest/globals';
import { parseSteps, printSteps, type Step } from '@perf/profile/transforms/steps.js';
import { actionsFor, type Doing, type Subject } from '../../viewer/src/frame-actions.js';
import { stepText, switched, tableView, withoutStep, withStep } from '../../viewer/src/steps.js';

const fn = { name: 'query', file: 'lib/client.js', package: 'pg', line: 12 };
const frame: Subject = { fn, id: 'cca407879e8cf2e8', isAbove: false };

/** Notes down what is done. */
function noting(): { done: string[]; doing: Doing } {
  const done: string[] = [];
  const doing: Doing = {
    zoom: (id) => done.push(`zoom ${id}`),
    take: (step) => done.push(printSteps([step])),
    choose: ({ name }) => done.push(`choose ${name}`),
    copy: (text) => done.push(`copy ${text}`),
    open: ({ name }) => done.push(`open ${name}`),
  };
  return { done, doing };
}

describe('the steps of a view', () => {
  it('have words', () => {
    const steps = parseSteps('focus:a;ignore:b@b.js;hide:(anonymous)@c.js:7;package:pg;mine;recursion;invert');
    expect(steps.map(stepText)).toEqual([
      'only through a',
      'ignoring b',
      'hiding (anonymous):7',
      'pg as one frame',
      'my code',
      'recursion collapsed',
      'inverted',
    ]);
  });

  it('are added at the end, each once, and 20 at most', () => {
    const ignoreA = parseSteps('ignore:a')[0] as Step;
    expect(printSteps(withStep(parseSteps('mine'), ignoreA))).toBe('mine;ignore:a');
    expect(printSteps(withStep(parseSteps('ignore:a;mine'), ignoreA))).toBe('ignore:a;mine');
    const full = parseSteps(Array.from({ length: 20 }, (_, nth) => `hide:f${nth}`).join(';'));
    expect(withStep(full, ignoreA)).toBe(full);
    expect(switched(full, 'mine')).toBe(full);
  });

  it('are taken back in any order', () => {
    expect(printSteps(withoutStep(parseSteps('ignore:a;mine;hide:b'), 1))).toBe('ignore:a;hide:b');
  });

  it('are switched on and off', () => {
    expect(printSteps(switched(parseSteps('ignore:a'), 'invert'))).toBe('ignore:a;invert');
    expect(printSteps(switched(parseSteps('invert;ignore:a'), 'invert'))).toBe('ignore:a');
  });

  it('are the same for tables, whether the tree is turned round or not', () => {
    expect(tableView(parseSteps('mine;invert;hide:b'))).toBe('mine;hide:b');
  });
});

describe('the menu of a frame', () => {
  it('has a key for everything, and does it', () => {
    const { done, doing } = noting();
    const actions = actionsFor(frame, doing);
    for (const { run } of actions) run();
    expect(actions.map(({ key }) => key)).toEqual(['Enter', 'f', 'i', 'h', 'p', 'c', 'y', 'o']);
    expect(done).toEqual([
      'zoom cca407879e8cf2e8',
      'focus:query@lib/client.js@pg',
      'ignore:query@lib/client.js@pg',
      'hide:query@lib/client.js@pg',
      'package:pg',
      'choose query',
      'copy query',
      'open query',
    ]);
  });

  it.each<[string, Subject, string]>([
    ['folded frames', { ...frame, fn: null }, 'Enter'],
    ['a row of a table', { ...frame, id: '' }, 'f i h p c y o'],
    ['the application', { ...frame, fn: { ...fn, package: '' } }, 'Enter f i h c y o'],
    ['a whole package', { ...frame, fn: { name: 'pg', file: '', package: 'pg', line: 0 } }, 'Enter f i h c y'],
    ['the root', { fn: null, id: '', isAbove: true }, ''],
  ])('has only what makes sense for %s', (_, subject, keys) => {
    const actions = actionsFor(subject, noting().doing);
    expect(actions.map(({ key }) => key).join(' ')).toBe(keys);
  });
});
