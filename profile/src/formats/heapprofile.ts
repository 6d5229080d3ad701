import { defaultReadLimits, type ReadLimits } from './bounds.js';
import { ProfileBuilder } from './builder.js';
import { type JsonObject, listAt, numberAt } from './json.js';
import type { ParsedProfile } from './parsed.js';
import { callFrameOf, internCallFrame, ROOT } from './v8-frames.js';

/**
 * V8's `.heapprofile`, as `node --heap-prof` and Chrome's allocation sampling write it: bytes that were allocated at a
 * stack and still alive when it was written.
 *
 * @throws FormatError naming the field.
 */
export function fromHeapprofile(json: JsonObject, limits: ReadLimits = defaultReadLimits): ParsedProfile {
  const builder = new ProfileBuilder([{ type: 'inuse_space', unit: 'bytes' }], limits);
  const rows = builder.group();
  const open: OpenNode[] = [{ node: json.head, above: null, index: 0, parent: 0, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const at = next;
    const frame = callFrameOf(at.node, () => placeOf(at));
    const isRoot = at.above === null && frame.functionName === ROOT;
    const depth = isRoot ? 0 : at.depth + 1;
    const node = isRoot ? 0 : builder.child(at.parent, internCallFrame(frame, builder), depth);
    const { selfSize, children = [] } = at.node as JsonObject;
    if (typeof selfSize !== 'number' || selfSize !== 0) {
      rows.add(node, [numberAt(selfSize, `${placeOf(at)}.selfSize`)]);
    }
    const below = Array.isArray(children) ? children : listAt(children, `${placeOf(at)}.children`);
    for (let index = below.length - 1; index >= 0; index--) {
      open.push({ node: below[index], above: at, index, parent: node, depth });
    }
  }
  return { profile: builder.build(), durationMs: Number.NaN };
}

/** A node of the file that is still to be read. */
interface OpenNode {
  readonly node: unknown;
  readonly above: OpenNode | null;
  /** Which child of `above` it is. */
  readonly index: number;
  /** The stack it is called from, and its frames. */
  readonly parent: number;
  readonly depth: number;
}

const SHOWN_STEPS = 4;

/** `head.children[0].children[2]`; of deep ones the end. Only errors need it. */
function placeOf(node: OpenNode): string {
  const steps: string[] = [];
  let at: OpenNode = node;
  for (; at.above !== null && steps.length < SHOWN_STEPS; at = at.above) steps.unshift(`.children[${at.index}]`);
  return `${at.above === null ? 'head' : '…'}${steps.join('')}`;
}
