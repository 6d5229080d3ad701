import { performance } from 'node:perf_hooks';
import { BroadcastChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Config } from '../config.js';
import { reasonOf, sayOnce } from '../log.js';
import type { Observation } from '../window.js';

/**
 * What the agents of one process's threads say to each other. The main thread's is the hub: it alone asks, packs and
 * delivers. The others are members.
 */
export type Message =
  /** Hub: begin, and be there. For threads older than the hub; later ones find the settings when they start. */
  | { readonly kind: 'start'; readonly settings: Settings }
  /** Hub: profile no more. */
  | { readonly kind: 'stop' }
  /** Member: is there. */
  | { readonly kind: 'hello'; readonly threadId: number }
  /** Hub: tell what you saw. */
  | { readonly kind: 'collect'; readonly round: number }
  /** Member: what it saw, asked for in `round` or, where `last`, because it ends. */
  | { readonly kind: 'observed'; readonly round: number; readonly last: boolean; readonly observation: Observation }
  /** Member: deliver now. */
  | { readonly kind: 'flush'; readonly threadId: number; readonly ticket: number }
  /** Hub: that is done. */
  | { readonly kind: 'flushed'; readonly threadId: number; readonly ticket: number };

/** What members do as the hub does. Delivery is the hub's: neither the key nor the address are here. */
export interface Settings {
  readonly config: Config;
  /** Whether threads are told apart by name. False once a process has had too many names. */
  readonly named: boolean;
}

/**
 * The key of the environment data in which new threads find the `Settings`, and the name of the channel. With a number,
 * since two versions of this package may be in one process.
 */
export const ADDRESS = 'perf.agent/1';

export interface Line {
  /** Tells all other threads. Never throws. */
  send(message: Message): void;
  /** Receives what comes, without the event loop, until `done` or for so long. Blocks. */
  receiveUntil(done: () => boolean, deadlineMs: number): void;
  close(): void;
}

/** Between two looks for a message. */
const NAP_MS = 2;

/** Opens this thread's end. It does not keep the thread alive, and what `receive` throws is said, not thrown. */
export function openLine(receive: (message: Message) => void): Line {
  const channel = new BroadcastChannel(ADDRESS);
  const guarded = (work: () => void) => {
    try {
      work();
    } catch (error) {
      sayOnce(`worker threads are not profiled as they should: ${reasonOf(error)}`);
    }
  };
  const take = (message: unknown) => guarded(() => receive(message as Message));
  channel.onmessage = (event) => take((event as { data: unknown }).data);
  channel.unref();
  let open = true;
  return {
    send(message) {
      if (open) guarded(() => channel.postMessage(message));
    },
    receiveUntil(done, deadlineMs) {
      const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));
      const endMs = performance.now() + deadlineMs;
      while (open && !done() && performance.now() < endMs) {
        // A BroadcastChannel will do for Node, and since Node 22 for its types.
        const received = receiveMessageOnPort(channel as unknown as MessagePort);
        if (received === undefined) Atomics.wait(nobodyWakes, 0, 0, NAP_MS);
        else take(received.message);
      }
    },
    close() {
      open = false;
      channel.close();
    },
  };
}
