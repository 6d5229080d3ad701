import { StackBuilder } from '../stack-builder.js';
import { within } from './bounds.js';

/** A StackBuilder that grows to `maxNodes`. */
export class BoundedStacks extends StackBuilder {
  readonly #maxNodes: number;

  /** @param capacity how many nodes there may be soon, which saves growing. */
  constructor(maxNodes: number, capacity?: number) {
    super(capacity);
    this.#maxNodes = maxNodes;
  }

  /** @throws FormatError for a node beyond the bound. */
  override child(parent: number, frame: number): number {
    const node = super.child(parent, frame);
    if (node > this.#maxNodes) within(node, this.#maxNodes, 'different stacks');
    return node;
  }
}
