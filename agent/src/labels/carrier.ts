import { type AsyncHook, AsyncLocalStorage, createHook } from 'node:async_hooks';
import type { ContextOptions, ContextRecorder } from '../labels.js';
import type { Scope } from './scope.js';

/**
 * Makes the scope that V8 records follow the program through awaits, timers and callbacks.
 * Without a recorder (no CPU profiler runs) everything runs as it would without labels.
 */
export interface Carrier {
  /** What the next CPU profiler is to be started with; then `attach` it. */
  contextOptions(): ContextOptions;
  /** Records into this profiler from now on; into none with undefined. */
  attach(recorder: ContextRecorder | undefined): void;
  /** Whether scopes follow asynchronous calls already, or at hardly any price. */
  follows(): boolean;
  /** Whether callbacks run in the scope in which they were asked for, not in the last one of who calls them back. */
  readonly framed: boolean;
  current(): Scope | undefined;
  /** Runs work in a scope, with all that it starts. What it returns and throws passes through. */
  run<Result>(scope: Scope | undefined, work: () => Result): Result;
  /** Makes the rest of what runs now, with all that it starts, part of the scope. */
  enter(scope: Scope): void;
  /** Spends nothing until it is used again. Work that is under way loses its scope where that had a price. */
  rest(): void;
  stop(): void;
}

/**
 * For versions of Node where V8 itself carries a frame of values through asynchronous calls (AsyncContextFrame: 24 and
 * later, 22 with a flag). The profiler reads our value from the frame that is current when it samples.
 *
 * Each profiler gets a storage of its own: it must not meet values that were made for another one.
 */
export class FrameCarrier implements Carrier {
  readonly framed = true;
  #storage = new AsyncLocalStorage<object>();
  #recorder: ContextRecorder | undefined;

  contextOptions(): ContextOptions {
    this.attach(undefined);
    this.#storage.disable();
    this.#storage = new AsyncLocalStorage();
    return { useCPED: true, CPEDKey: this.#storage };
  }

  attach(recorder: ContextRecorder | undefined): void {
    this.#recorder = recorder;
  }

  follows(): boolean {
    return true;
  }

  current(): Scope | undefined {
    if (this.#recorder === undefined || this.#storage.getStore() === undefined) return undefined;
    return this.#recorder.context as Scope | undefined;
  }

  run<Result>(scope: Scope | undefined, work: () => Result): Result {
    if (this.#recorder === undefined) return work();
    if (scope === undefined) return this.#storage.exit(work);
    return this.#storage.run(holderOf(scope, this.#recorder), work);
  }

  enter(scope: Scope): void {
    if (this.#recorder !== undefined) this.#storage.enterWith(holderOf(scope, this.#recorder));
  }

  rest(): void {}

  stop(): void {
    this.attach(undefined);
    this.#storage.disable();
  }
}

function holderOf(scope: Scope, recorder: ContextRecorder): object {
  if (scope.holder === undefined || scope.recorder !== recorder) {
    scope.holder = recorder.createContextHolder(scope);
    scope.recorder = recorder;
  }
  return scope.holder;
}

/**
 * For versions of Node without such frames: V8's profiler has one context for the whole thread, which has to be changed
 * every time another callback or continuation begins. AsyncLocalStorage knows the scope, a `before` hook changes it.
 *
 * Node then tells JavaScript of every promise and every callback, so nothing is switched on before it is needed, unless
 * somebody in the process pays for it already. Measured on Node 20 and 22, CPU time: 1.02 to 1.05 for each request of a
 * small Express service, 1.01 where the service has an AsyncLocalStorage itself; in a loop of promises and little else
 * 1.17, and 1.07. An `after` hook would add as much as the `before` hook, and mend little: what follows within one
 * callback on a call of `AsyncResource.runInAsyncScope` is counted to the scope of that call.
 */
export class HookCarrier implements Carrier {
  readonly framed = false;
  readonly #storage = new AsyncLocalStorage<Scope | undefined>();
  #recorder: ContextRecorder | undefined;
  #recorded: Scope | undefined;
  #hook: AsyncHook | undefined;

  contextOptions(): ContextOptions {
    return { useCPED: false, CPEDKey: undefined };
  }

  attach(recorder: ContextRecorder | undefined): void {
    this.#recorder = recorder;
    this.#recorded = undefined;
    this.#record(this.current());
  }

  follows(): boolean {
    return this.#hook !== undefined || promisesAreTracked();
  }

  #follow(): void {
    this.#hook ??= createHook({ before: () => this.#record(this.#storage.getStore()) }).enable();
  }

  current(): Scope | undefined {
    return this.#hook === undefined ? undefined : this.#storage.getStore();
  }

  run<Result>(scope: Scope | undefined, work: () => Result): Result {
    if (this.#recorder === undefined) return work();
    this.#follow();
    const outer = this.#storage.getStore();
    return this.#storage.run(scope, () => {
      this.#record(scope);
      try {
        return work();
      } finally {
        this.#record(this.#hook === undefined ? undefined : outer);
      }
    });
  }

  enter(scope: Scope): void {
    if (this.#recorder === undefined) return;
    this.#follow();
    this.#storage.enterWith(scope);
    this.#record(scope);
  }

  rest(): void {
    this.#hook?.disable();
    this.#hook = undefined;
    this.#storage.disable();
    this.#record(undefined);
  }

  stop(): void {
    this.rest();
    this.attach(undefined);
  }

  #record(scope: Scope | undefined): void {
    if (scope === this.#recorded || this.#recorder === undefined) return;
    this.#recorded = scope;
    this.#recorder.context = scope;
  }
}

/** Whether somebody in the process (a tracer, a logger) already has Node follow every promise: they carry ids then. */
function promisesAreTracked(): boolean {
  return Object.getOwnPropertySymbols(Promise.resolve()).length > 0;
}

/** The carrier for this version of Node, as it was started. */
export function openCarrier(): Carrier {
  return framesAreOn() ? new FrameCarrier() : new HookCarrier();
}

/**
 * Asks the profiler's own detection, which looks for a stored value in the place that the profiler will read: versions
 * and flags disagree with that in both directions.
 */
function framesAreOn(): boolean {
  try {
    const detection: unknown = require('@datadog/pprof/out/src/async-context-frame.js');
    return (detection as { isAsyncContextFrameActive(): boolean }).isAsyncContextFrameActive();
  } catch {
    return false;
  }
}
