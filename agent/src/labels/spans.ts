import { type ContextManager, registeredContextManager, type TraceContext } from '../opentelemetry.js';

/** A span's ids, in hexadecimal: OpenTelemetry's SpanContext. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** Bit 0: the trace is recorded. */
  readonly traceFlags: number;
}

/** Where OpenTelemetry's contexts keep the active span. */
const SPAN_KEY = Symbol.for('OpenTelemetry Context Key SPAN');

const RECORDED = 1;

/** Runs work in the scope of a span; of none for undefined. */
type InSpan = <Result>(span: Span | undefined, work: () => Result) => Result;

/** Services register OpenTelemetry while they start: it is looked for after 10 ms, 20 ms, 40 ms, ... */
const FIRST_LOOK_MS = 10;
const LAST_LOOK_MS = 20_000;

export interface Spans {
  /** Looks for a context manager, which the service registers whenever it likes. Cheap. */
  look(): void;
  /** Gives the context manager its own `with` back. */
  stop(): void;
}

/**
 * Tells which span code runs for. Only what passes through the context manager's `with` changes the active span, so that
 * is where it is heard of: the samples of a nested span are labelled with it, not with the one it is nested in.
 */
export function watchSpans(inSpan: InSpan): Spans {
  let watched: ContextManager | undefined;
  let giveBack = () => {};
  let timer: NodeJS.Timeout | undefined;

  const look = () => {
    const manager = registeredContextManager();
    if (manager === undefined || manager === watched) return;
    giveBack();
    giveBack = () => {};
    watched = manager;
    try {
      giveBack = hear(manager, inSpan);
    } catch {
      // It is frozen, or not what it seems: its spans stay unknown.
    }
  };
  const lookAgain = (waitMs: number) => {
    timer = setTimeout(() => {
      look();
      if (watched === undefined && waitMs < LAST_LOOK_MS) lookAgain(2 * waitMs);
    }, waitMs).unref();
  };
  look();
  lookAgain(FIRST_LOOK_MS);
  return {
    look,
    stop() {
      clearTimeout(timer);
      giveBack();
    },
  };
}

/** Has `with` run work in the scope of its span as well. Returns how to take that back. */
function hear(manager: ContextManager, inSpan: InSpan): () => void {
  const original = manager.with;
  const own = Object.hasOwn(manager, 'with');
  manager.with = function withSpan(context, work, self, ...given) {
    return inSpan(spanOf(context), () => original.call(manager, context, work, self, ...given));
  };
  return () => {
    if (own) manager.with = original;
    else delete (manager as Partial<ContextManager>).with;
  };
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
