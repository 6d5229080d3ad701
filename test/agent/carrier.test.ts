import { expect, it } from '@jest/globals';
import { HookCarrier } from '../../agent/dist/labels/carrier.js';
import { Scope } from '../../agent/dist/labels/scope.js';

const scope = new Scope({ tenant: 'a' }, undefined, undefined);
const inner = new Scope({ tenant: 'b' }, undefined, undefined);

/** What a profiler with one context for the whole thread is told. */
function openRecorder() {
  return { context: undefined as object | undefined, createContextHolder: (context: object) => context };
}

it('the context of a profiler is that of the innermost scope, and afterwards the one around it', () => {
  const recorder = openRecorder();
  const carrier = new HookCarrier();
  carrier.attach(recorder);
  carrier.run(scope, () => {
    expect(recorder.context).toBe(scope);
    expect(() =>
      carrier.run(inner, () => {
        expect(recorder.context).toBe(inner);
        throw new Error('thrown');
      }),
    ).toThrow('thrown');
    expect(recorder.context).toBe(scope);
  });
  expect(recorder.context).toBeUndefined();
  carrier.stop();
});

it('a scope that is under way when labels are given up leaves nothing behind', () => {
  const recorder = openRecorder();
  const carrier = new HookCarrier();
  carrier.attach(recorder);
  carrier.run(scope, () => {
    carrier.run(inner, () => carrier.rest());
    expect(recorder.context).toBeUndefined();
  });
  expect(recorder.context).toBeUndefined();
  carrier.run(scope, () => expect(recorder.context).toBe(scope));
  carrier.stop();
});

it('a profiler that takes over is told of the scope that is under way', () => {
  const [first, second] = [openRecorder(), openRecorder()];
  const carrier = new HookCarrier();
  carrier.attach(first);
  carrier.run(scope, () => {
    carrier.attach(second);
    expect(second.context).toBe(scope);
  });
  expect(second.context).toBeUndefined();
  carrier.stop();
});
