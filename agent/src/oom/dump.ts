import type { HeapTree } from '../heap/stacks.js';

const NODE_START =
  /\{"name":"(.*?)","scriptName":"(.*?)","scriptId":(\d+),"lineNumber":(-?\d+),"columnNumber":(-?\d+),"children":\[/sy;
const CHILDREN_END = /\],"allocations":\[([^\]]*)\]\}/y;
const ALLOCATION = /"sizeBytes":(\d+),"count":(\d+)/g;

/**
 * Reads the heap profile that @datadog/pprof leaves in a file when memory runs out. It looks like JSON, but names and
 * paths are written as they are: a quote or a backslash in one of them is not escaped.
 *
 * @throws Error if it ends too early, as it does on a full disk, or is something else.
 */
export function parseHeapDump(text: string): HeapTree {
  const open: HeapTree[] = [];
  let position = 0;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match !== null) position = pattern.lastIndex;
    return match;
  };
  for (;;) {
    if (text[position] === ',') position++;
    const start = next(NODE_START);
    if (start !== null) {
      const node = startedNode(start);
      open.at(-1)?.children.push(node);
      open.push(node);
      continue;
    }
    const end = next(CHILDREN_END);
    const node = open.pop();
    if (end === null || node === undefined) throw new Error(`the heap profile cannot be read from byte ${position} on`);
    for (const [, sizeBytes, count] of (end[1] ?? '').matchAll(ALLOCATION)) {
      node.allocations.push({ sizeBytes: Number(sizeBytes), count: Number(count) });
    }
    if (open.length === 0) return node;
  }
}

function startedNode([, name, scriptName = '', scriptId, lineNumber, columnNumber]: RegExpExecArray): HeapTree {
  return {
    name: name ?? '',
    scriptName,
    scriptId: Number(scriptId),
    lineNumber: Number(lineNumber),
    columnNumber: Number(columnNumber),
    children: [],
    allocations: [],
  };
}
