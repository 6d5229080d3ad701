import diagnosticsChannel from 'node:diagnostics_channel';

/** A piece of the agent's work during which the event loop could not turn. */
export interface Section {
  readonly name: string;
  readonly ms: number;
}

/** Tells benchmarks of every section, one by one. Costs nothing where nobody subscribes. */
export const sections = diagnosticsChannel.channel('perf.agent.section');
