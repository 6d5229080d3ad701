import { addSection, decodeHead, eachNode } from './codec.js';
import { decodeTimeline } from './timeline.js';

/**
 * What is wrong with a stored timeline, compared with one that was made of the same windows now; null where nothing is.
 *
 * @param startMs of its hour; @param typesIn how many sample types a set has.
 */
export function wrongWithTimeline(
  stored: Uint8Array,
  expected: Uint8Array,
  startMs: number,
  typesIn: (sampleTypes: number) => number,
): string | null {
  try {
    const isEqual = textOf(stored, startMs, typesIn) === textOf(expected, startMs, typesIn);
    return isEqual ? null : 'its timeline is not that of its windows';
  } catch (error) {
    if (error instanceof RangeError) return `its timeline: ${error.message}`;
    throw error;
  }
}

/** Equal for equal timelines, in whichever format they are written. */
function textOf(bytes: Uint8Array, startMs: number, typesIn: (sampleTypes: number) => number): string {
  const { midMs, ms, requests, sets } = decodeTimeline(bytes, startMs);
  const windows = midMs.length;
  const told = sets.map(({ sampleTypes, head, data }) =>
    decodeHead(head, typesIn(sampleTypes)).map((section) => {
      const nodes: number[] = [];
      eachNode(data, section, (node) => nodes.push(node));
      const columns = section.totals.map((_, type) => {
        const column = new Float64Array(windows);
        addSection(data, section, type, column, null, windows);
        return [...column];
      });
      return [sampleTypes, section.labelSet, section.totals, nodes, columns];
    }),
  );
  return JSON.stringify([[...midMs], [...ms], [...requests], told]);
}
