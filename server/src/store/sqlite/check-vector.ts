import { addSection, decodeHead, eachNode, type SectionHead } from './codec.js';
import { VarintReader } from './varint.js';

/** What a stored vector lies in. */
export interface VectorPlace {
  readonly sampleTypes: number;
  /** Nodes of the trie. */
  readonly nodes: number;
  hasLabelSet(id: number): boolean;
}

let allToNull = new Int32Array(0);

/** What is wrong with a stored vector; null where nothing is. */
export function wrongWith(head: Uint8Array, data: Uint8Array, place: VectorPlace): string | null {
  try {
    const sections = decodeHead(head, place.sampleTypes);
    for (const [index, section] of sections.entries()) {
      const endsAt = sections[index + 1]?.offset ?? data.length;
      const wrong = wrongWithSection(data, section, endsAt, place);
      if (wrong !== null) return wrong;
    }
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function wrongWithSection(data: Uint8Array, section: SectionHead, endsAt: number, place: VectorPlace): string | null {
  const { sampleTypes, nodes, hasLabelSet } = place;
  if (!hasLabelSet(section.labelSet)) return `a stored vector names label set ${section.labelSet}, which is not there`;
  if (endOf(data, section, sampleTypes) !== endsAt) return 'a stored vector is not as long as its head says';
  let previous = -1;
  let isOrdered = true;
  eachNode(data, section, (node) => {
    if (node <= previous) isOrdered = false;
    previous = node;
  });
  if (!isOrdered) return 'a stored vector names a stack twice';
  if (allToNull.length < nodes) allToNull = new Int32Array(2 * nodes);
  const sum = new Float64Array(1);
  for (const [type, total] of section.totals.entries()) {
    sum[0] = 0;
    addSection(data, section, type, sum, allToNull, nodes);
    if (sum[0] !== total) return `a stored vector adds up to ${sum[0]} where its head says ${total}`;
  }
  return null;
}

/** Where a section ends by the lengths it states itself. */
function endOf(data: Uint8Array, { offset }: SectionHead, sampleTypes: number): number {
  const reader = new VarintReader(data, offset);
  reader.read();
  for (let column = 0; column <= sampleTypes; column++) {
    const bytes = reader.read();
    reader.at += bytes;
  }
  return reader.at;
}
