import type { Session } from 'node:inspector';
import { reasonOf, sayOnce } from '../log.js';
import type { StackNode } from './stacks.js';

/** V8's sampled objects that are alive, and the stacks that allocated them. */
export interface Census {
  readonly samples: readonly CensusSample[];
  readonly tree: CensusNode;
}

export interface CensusSample {
  /** The `id` of a node of the tree. */
  readonly nodeId: number;
  /** Rises with each object that V8 samples, and stays the same while the object lives. */
  readonly ordinal: number;
}

export interface CensusNode extends StackNode<CensusNode> {
  readonly id: number;
}

/** The inspector's answer, of which Node's types know a part. Lines and columns count from 0, -1 where unknown. */
interface SamplingProfile {
  readonly samples: readonly CensusSample[];
  readonly head: SamplingNode;
}

interface SamplingNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly scriptId: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children: readonly SamplingNode[];
}

export interface CensusTaker {
  /** What is alive now. Undefined where there is no way to know. Blocks: most of it is V8 writing the tree as JSON. */
  take(): Census | undefined;
  stop(): void;
}

/**
 * Takes censuses of the objects sampled by the heap sampler that runs already.
 *
 * The order of allocations is known to V8 alone, which tells it to its inspector only. A session within the process
 * needs no debugger and opens no port. It stays open: closing one would reset the ids of objects for a developer who
 * compares heap snapshots.
 */
export function startCensus(): CensusTaker {
  let session: Session | undefined;
  let impossible = false;
  return {
    take() {
      if (impossible) return undefined;
      try {
        session ??= openSession();
        const { samples, head } = askFor(session);
        return { samples, tree: asNode(head) };
      } catch (error) {
        impossible = true;
        sayOnce(`no allocation cohorts: ${reasonOf(error)}; heap profiles go on without them`);
        return undefined;
      }
    },
    stop() {
      session?.disconnect();
      session = undefined;
      impossible = true;
    },
  };
}

/** @throws Error where this Node was built without an inspector, or its permission model forbids it. */
function openSession(): Session {
  const inspector = require('node:inspector') as typeof import('node:inspector');
  const session = new inspector.Session();
  session.connect();
  return session;
}

/** A session of one's own thread answers before `post` returns. */
function askFor(session: Session): SamplingProfile {
  let answer: SamplingProfile | undefined;
  let reason: string | undefined;
  session.post('HeapProfiler.getSamplingProfile', (error, result) => {
    if (error) reason = error.message;
    else answer = result.profile as unknown as SamplingProfile;
  });
  if (answer === undefined) throw new Error(reason ?? 'the inspector does not answer');
  return answer;
}

function asNode({ id, callFrame, children }: SamplingNode): CensusNode {
  const { functionName, url, scriptId, lineNumber, columnNumber } = callFrame;
  return {
    id,
    name: functionName,
    scriptName: url,
    scriptId,
    lineNumber: lineNumber + 1,
    columnNumber: columnNumber + 1,
    // V8's stacks are at most as deep as the sampler was told: recursion is bounded.
    children: children.map(asNode),
  };
}
