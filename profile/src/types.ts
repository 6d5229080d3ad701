/**
 * The vocabulary. Everything is columns: an entity is an integer, its attributes are arrays indexed by it.
 *
 * Types ending in `Table` are indexed by the entity named before it. All of them are immutable once built.
 */

/** pprof's `type/unit`, for example `cpu/nanoseconds` or `inuse_space/bytes`. */
export interface SampleType {
  readonly type: string;
  readonly unit: string;
}

/** Label names and values of a series: `service`, `version`, `instance`, ... */
export type Labels = Readonly<Record<string, string>>;

/**
 * A label inside a profile, as pprof has them: a string, or a number with an optional unit.
 * `str` is empty exactly when the label is numeric.
 */
export interface SampleLabel {
  readonly key: string;
  readonly str: string;
  readonly num: number;
  readonly numUnit: string;
}

/** Labels of one group of samples, sorted by key, then by value. A key may occur more than once. */
export type SampleLabels = readonly SampleLabel[];

/**
 * Functions, indexed by a function id. No two rows are equal in (name, file, package, startLine, column).
 *
 * `file` is relative to its package or to the application's root once normalised (normalise.ts).
 * `startLine` and `column` say where the function begins, 0 where unknown; only anonymous functions need them to be
 * told apart (identity.ts).
 */
export interface FunctionTable {
  readonly name: readonly string[];
  readonly file: readonly string[];
  /** The npm package, `node:` for Node's own code, or empty for the application itself. */
  readonly package: readonly string[];
  readonly startLine: readonly number[];
  readonly column: readonly number[];
  /** The name as it arrived; empty where it equals `name`. */
  readonly systemName: readonly string[];
}

/** A frame is a function at a line. Indexed by a frame id. Lines never take part in the identity used for diffs. */
export interface FrameTable {
  readonly function: Int32Array;
  /** 0 where unknown. */
  readonly line: Int32Array;
}

/**
 * A trie of call stacks, indexed by a node id. A stack *is* one integer: its leaf node.
 *
 * Invariants: node 0 is the root, with parent -1 and frame -1; `parent[node] < node` for every other node;
 * no two nodes have the same (parent, frame).
 */
export interface StackTable {
  readonly parent: Int32Array;
  readonly frame: Int32Array;
}

/** What stacks are made of. A node's frame is in `frames`, a frame's function in `functions`. */
export interface Stacks {
  readonly functions: FunctionTable;
  readonly frames: FrameTable;
  readonly table: StackTable;
}

/**
 * A sparse vector over the nodes of one StackTable: the self values of the stacks that were seen.
 *
 * Invariants: `node` is sorted and unique; every column of `values` is as long as `node`, one column for each sample
 * type, in their order.
 */
export interface SampleVector {
  readonly node: Int32Array;
  readonly values: readonly Float64Array[];
}

/** The samples of a profile that carry exactly these labels. */
export interface LabelledVector {
  readonly labels: SampleLabels;
  readonly vector: SampleVector;
}

/**
 * One profile, or several merged.
 *
 * Values are plain sums, of instant types too: `mean` (temporality.ts) turns those into what one snapshot held.
 * Invariants: no two entries of `samples` have the same labels; `profiles` counts what was merged (0 for the empty
 * profile); `startMs` and `endMs` are NaN where unknown.
 */
export interface Profile {
  readonly sampleTypes: readonly SampleType[];
  readonly stacks: Stacks;
  readonly samples: readonly LabelledVector[];
  readonly profiles: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** What a set of samples rests on. Shown beside every figure made from it. */
export interface Evidence {
  /** Profiles merged; for instant types the number of snapshots. */
  readonly profiles: number;
  /** Distinct `instance` labels. */
  readonly instances: number;
  /** Sum over profiles of the seconds each covers. */
  readonly instanceSeconds: number;
  /** Requests served in the same windows; null where no agent counted them. */
  readonly requests: number | null;
}

/** Self values of one sample type for one group of a selection. */
export interface Group {
  /** The values of the labels grouped by. */
  readonly labels: Labels;
  /** Where the group's step begins, or the selection's start without steps. */
  readonly fromMs: number;
  readonly node: Int32Array;
  readonly value: Float64Array;
  readonly evidence: Evidence;
}

/**
 * The answer of a store to a selection: vectors over one dense StackTable, by group and by step.
 * Self-contained: indices are local, never a database's.
 */
export interface ProfileSet {
  readonly sampleType: SampleType;
  readonly stacks: Stacks;
  readonly groups: readonly Group[];
}

/**
 * A call tree, indexed by a tree node, with one pair of value columns for each side: one side for a flame graph, two
 * (base, comparison) for a diff.
 *
 * Nodes of equal function under one parent are one node, whatever their lines.
 * Invariants: node 0 is the root with parent -1 and function -1; `parent[node] < node`;
 * `total[side][node]` = `self[side][node]` + the totals of its children, exactly.
 */
export interface CallTree {
  readonly functions: FunctionTable;
  readonly parent: Int32Array;
  /** The function; -1 for the root, and for nodes that stand for folded ones. */
  readonly function: Int32Array;
  /** Which of its siblings of equal name and file this is, by start line; 0 for nearly all. */
  readonly ordinal: Int32Array;
  /** How many nodes were folded into this one; 0 for ordinary nodes. */
  readonly folded: Int32Array;
  readonly self: readonly Float64Array[];
  readonly total: readonly Float64Array[];
}
