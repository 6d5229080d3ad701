import { fromColumns } from '@perf/profile/intern.js';
import { sortLabels } from '@perf/profile/labels.js';
import { emptyProfile, mergeProfiles } from '@perf/profile/merge.js';
import type { Profile } from '@perf/profile/types.js';
import { sum } from '@perf/profile/vector.js';
import { decodeColumns } from '@perf/proto';
import type { Window } from './window.js';

/** How many profiles wait until they are added up. */
const BATCH = 16;

/** What the processes of one command did, added up as it arrives. */
export class Recording {
  readonly #processes = new Map<string, ProcessRecording>();

  get processes(): number {
    return this.#processes.size;
  }

  /** @throws PprofError where a profile cannot be read. */
  add({ instance, service, root, profiles }: Window): void {
    const process = this.#processes.get(instance) ?? new ProcessRecording(nameOf(service, instance));
    this.#processes.set(instance, process);
    const read = (kind: RegExp): Profile[] =>
      profiles.filter(({ name }) => kind.test(name)).map(({ bytes }) => fromColumns(decodeColumns(bytes), { root }));
    process.add(read(/^cpu\b/), read(/^heap\b/));
  }

  /** Everything that ran. Of several processes, samples say which one they are from. */
  cpu(): Profile {
    return this.#all((process) => process.cpu());
  }

  /** What each process held when it held the most. */
  heap(): Profile {
    return this.#all((process) => process.heap());
  }

  #all(of: (process: ProcessRecording) => Profile): Profile {
    const processes = [...this.#processes.values()];
    const [only] = processes;
    if (only !== undefined && processes.length === 1) return of(only);
    return mergeProfiles(processes.map((process) => labelled(of(process), process.name)));
  }
}

class ProcessRecording {
  readonly name: string;
  #cpu: Profile[] = [];
  #heap = emptyProfile();
  #heapBytes = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** The profiles of a window, one of each kind for each thread. */
  add(cpu: readonly Profile[], heap: readonly Profile[]): void {
    this.#cpu.push(...cpu);
    if (this.#cpu.length > BATCH) this.#cpu = [mergeProfiles(this.#cpu)];
    const held = mergeProfiles(heap);
    const bytes = bytesHeld(held);
    if (bytes < this.#heapBytes) return;
    this.#heap = held;
    this.#heapBytes = bytes;
  }

  cpu(): Profile {
    return mergeProfiles(this.#cpu);
  }

  heap(): Profile {
    return this.#heap;
  }
}

function bytesHeld({ sampleTypes, samples }: Profile): number {
  const column = sampleTypes.findIndex(({ type }) => type === 'inuse_space');
  if (column < 0) return 0;
  return samples.reduce((bytes, { vector }) => bytes + sum(vector.values[column] as Float64Array), 0);
}

/** `jest:4711` */
function nameOf(service: string, instance: string): string {
  const pid = instance.split(':').at(-2);
  return pid === undefined ? service : `${service}:${pid}`;
}

function labelled(profile: Profile, name: string): Profile {
  const label = { key: 'process', str: name, num: 0, numUnit: '' };
  const samples = profile.samples.map(({ labels, vector }) => ({ labels: sortLabels([...labels, label]), vector }));
  return { ...profile, samples };
}
