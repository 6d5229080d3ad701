/** A span's ids, in hexadecimal: OpenTelemetry's SpanContext. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** Bit 0: the trace is recorded. */
  readonly traceFlags: number;
}

/** What is used of OpenTelemetry's context. */
interface TraceContext {
  getValue(key: symbol): unknown;
}

/** What is used of OpenTelemetry's context manager: everything that runs in another context is run through `with`. */
interface ContextManager {
  with(context: TraceContext, work: (...given: unknown[]) => unknown, self?: unknown, ...given: unknown[]): unknown;
}

/**
 * Where every copy of @opentelemetry/api of its first major version keeps what was registered with it, and its contexts
 * the active span. They are made of `Symbol.for` so that copies agree on them; so nothing has to be imported.
 */
const REGISTRY = Symbol.for('opentelemetry.js.api.1');
const SPAN_KEY = Symbol.for('OpenTelemetry Context Key SPAN');

const RECORDED = 1;

/** Runs work in the scope of a span; of none for undefined. */
type InSpan = <Result>(span: Span | undefined, work: () => Result) => Result;

/**
 * Tells which span code runs for. Only what passes through the context manager's `with` changes the active span, so that
 * is where it is heard of: the samples of a nested span are labelled with it, not with the one it is nested in.
 */
export class Spans {
  readonly #inSpan: InSpan;
  #taken: { manager: ContextManager; with: ContextManager['with']; own: boolean } | undefined;

  constructor(inSpan: InSpan) {
    this.#inSpan = inSpan;
  }

  /** Looks for a context manager, which the service registers whenever it likes. Cheap when there is none. */
  look(): void {
    const manager = registered();
    if (manager === undefined || manager === this.#taken?.manager) return;
    this.stop();
    const original = manager.with;
    if (typeof original !== 'function') return;
    const own = Object.hasOwn(manager, 'with');
    const inSpan = this.#inSpan;
    manager.with = function withSpan(context, work, self, ...given) {
      return inSpan(spanOf(context), () => original.call(manager, context, work, self, ...given));
    };
    this.#taken = { manager, with: original, own };
  }

  /** Gives the context manager its own `with` back. */
  stop(): void {
    if (this.#taken === undefined) return;
    const { manager, with: original, own } = this.#taken;
    if (own) manager.with = original;
    else delete (manager as Partial<ContextManager>).with;
    this.#taken = undefined;
  }
}

function registered(): ContextManager | undefined {
  const registry = (globalThis as { [REGISTRY]?: { context?: ContextManager } })[REGISTRY];
  return registry?.context;
}

/** The span that is active in a context, undefined where its trace is not recorded: nobody can look it up. Never throws. */
function spanOf(context: TraceContext): Span | undefined {
  try {
    const span = context.getValue(SPAN_KEY) as { spanContext(): Span } | undefined;
    const ids = span?.spanContext();
    return ids !== undefined && (ids.traceFlags & RECORDED) !== 0 ? ids : undefined;
  } catch {
    return undefined;
  }
}
