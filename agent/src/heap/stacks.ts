import type { AllocationProfileNode } from '@datadog/pprof';
import type { PprofWriter } from '../pprof-writer.js';
import { StackPath } from '../stack-path.js';

/** V8's tree of the stacks that allocated, with what is alive of it, as @datadog/pprof hands it out. */
export type HeapTree = AllocationProfileNode;

/** The part of such a tree that says where: V8's inspector has the same under other names. */
export interface StackNode<Self> {
  readonly name?: string;
  readonly scriptName: string;
  readonly scriptId?: number | string;
  readonly lineNumber?: number;
  readonly columnNumber?: number;
  readonly children: readonly Self[];
}

/** Every node but the root, with its stack, which is valid until the next. Parents come before their children. */
export function* walkStacks<Node extends StackNode<Node>>(
  root: Node,
  locationOf: (node: Node) => number,
): Generator<{ readonly node: Node; readonly stack: StackPath }> {
  const stack = new StackPath();
  const pending = root.children.map((node) => ({ node, depth: 1 }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, depth } = next;
    stack.enter(depth, locationOf(node));
    yield { node, stack };
    for (const child of node.children) pending.push({ node: child, depth: depth + 1 });
  }
}

/** Finds the location of a node's function, or writes it. */
export function locationIn(writer: PprofWriter): (node: StackNode<unknown>) => number {
  return ({ name = '', scriptName: file, scriptId = 0, lineNumber: line = 0, columnNumber: column = 0 }) =>
    writer.location(scriptId, { name, file, line, column });
}

/** How many nodes of the tree are in each file. */
export function countFiles<Node extends StackNode<Node>>(root: Node): Map<string, number> {
  const files = new Map<string, number>();
  const pending: Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.scriptName !== '') files.set(node.scriptName, (files.get(node.scriptName) ?? 0) + 1);
    for (const child of node.children) pending.push(child);
  }
  return files;
}
