import { hostname } from 'node:os';
import { join } from 'node:path';
import { reasonOf, sayOnce } from './log.js';
import {
  type Claim,
  decodeParcel,
  encodeParcel,
  fileName,
  parseFileName,
  type SpoolFile,
  shortHash,
} from './spoolfile.js';
import { SpoolFolder } from './spoolfolder.js';
import { filesToGiveUp, isFree, MOST_FILES, onDisk, type SpoolLimits } from './spoolroom.js';
import type { Parcel } from './window.js';

/** Where windows wait for a server, and how much of them. */
export interface SpoolOptions extends SpoolLimits {
  /** Windows of all servers wait below it; each server has a folder there. */
  readonly dir: string;
  /** Refuse a `dir` that somebody else owns: it is in a place that everybody can write to. */
  readonly mustOwn: boolean;
}

/** The folder is listed again after so many windows. */
const LOOK_AFTER = 64;

/** A window that this process alone may send now. */
export interface Claimed {
  readonly file: SpoolFile;
  readonly parcel: Parcel;
}

/**
 * Windows on disk, shared by all processes of this user that deliver to the same server: whoever comes first sends
 * them, so those of a process that died are not lost.
 *
 * Invariants: a file is written under another name and renamed when it is whole. It is claimed by renaming it, which
 * succeeds for one process only; the claim of a process that has died, or a claim of more than a minute, is free again.
 * Should a window be sent twice in spite of that, its id tells the server. No call throws or rejects; a folder that
 * cannot be used is named once, and tried again with each window.
 */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #folder: SpoolFolder;
  readonly #host = shortHash(hostname());
  #dropped = 0;
  /** What is in the folder, as far as this process knows. */
  #bytes = 0;
  #count = 0;
  #putsSinceLook = LOOK_AFTER;
  /** Names of the files this process has claimed. */
  readonly #claims = new Set<string>();
  /** Windows free at the last look, oldest first, and not looked into yet. */
  #found: SpoolFile[] = [];

  constructor(options: SpoolOptions, serverUrl: string) {
    this.#options = options;
    this.#folder = new SpoolFolder(join(options.dir, shortHash(serverUrl)), options.mustOwn);
  }

  /** How messages name it. */
  get place(): string {
    return this.#options.dir;
  }

  /** Windows given up since this was last asked: too old, no room, damaged. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** Writes a window, claimed for this process or free for all. Undefined if that is not possible. */
  async put(parcel: Parcel, as: 'claimed' | 'free'): Promise<SpoolFile | undefined> {
    if (!this.#prepare()) return undefined;
    const bytes = encodeParcel(parcel);
    const part = this.#partOf(parcel, bytes);
    try {
      await this.#makeRoom(bytes.length);
      await this.#folder.write(part, bytes);
      return await this.#become(part, as === 'claimed' ? this.#claim() : 'window');
    } catch (error) {
      return this.#notWritten(part, error);
    }
  }

  /**
   * Writes a window on the spot, claimed, for a process that is ending. It is not forced to the disk: it outlives the process all
   * the same, and what a crash of the machine makes of it is found by its checksum.
   */
  putSync(parcel: Parcel): SpoolFile | undefined {
    if (!this.#prepare()) return undefined;
    const bytes = encodeParcel(parcel);
    const part = this.#partOf(parcel, bytes);
    try {
      this.#folder.writeSync(part, bytes);
      const file = named({ ...part, state: this.#claim() });
      this.#folder.renameSync(part, file);
      this.#claims.add(file.name);
      return file;
    } catch (error) {
      return this.#notWritten(part, error);
    }
  }

  /** Claims and reads the oldest window that is free and not skipped. One that is damaged is set aside. */
  async claimOldest(skip: (id: string) => boolean): Promise<Claimed | undefined> {
    // A folder is made for windows that have to wait, not to look for some.
    if (!this.#folder.exists || !this.#prepare()) return undefined;
    this.#found = this.#found.filter(({ id }) => !skip(id));
    if (this.#found.length === 0) {
      const nowMs = Date.now();
      const free = (await this.#folder.list()).filter((file) =>
        isFree(file, nowMs, (claim) => this.#isOver(file, claim)),
      );
      this.#found = free.filter(({ id }) => !skip(id));
    }
    for (let file = this.#found.shift(); file !== undefined; file = this.#found.shift()) {
      const claimed = await this.#become(file, this.#claim()).catch(() => undefined);
      // Another process was faster.
      if (claimed === undefined) continue;
      try {
        return { file: claimed, parcel: decodeParcel(await this.#folder.read(claimed)) };
      } catch (error) {
        sayOnce(`set aside a damaged window in ${this.place}: ${reasonOf(error)}`);
        this.#dropped++;
        await this.#become(claimed, 'corrupt').catch(() => undefined);
      }
    }
    return undefined;
  }

  /** Gives a claimed window back, to be sent later by anybody. */
  async release(file: SpoolFile): Promise<void> {
    await this.#become(file, 'window').catch(() => undefined);
  }

  /** Gives back all this process has claimed, on the spot. */
  releaseAllSync(): void {
    for (const name of this.#claims) {
      const file = parseFileName(name);
      if (file === undefined) continue;
      try {
        this.#folder.renameSync(file, named({ ...file, state: 'window' }));
      } catch {
        // It is gone: it was claimed for too long, and somebody else saw to it.
      }
    }
    this.#claims.clear();
  }

  /** Deletes a window that has arrived, or that the server will never take. */
  async remove(file: SpoolFile): Promise<void> {
    this.#claims.delete(file.name);
    await this.#folder.remove(file);
  }

  /** The same on the spot. */
  removeSync(file: SpoolFile): void {
    this.#claims.delete(file.name);
    this.#folder.removeSync(file);
  }

  /** Whether there is a folder to write to. */
  #prepare(): boolean {
    if (this.#options.mostBytes === 0) return false;
    try {
      this.#folder.prepare();
      return true;
    } catch (error) {
      this.#complain(error);
      return false;
    }
  }

  #complain(error: unknown): void {
    const fix = 'set PERF_SPOOL_DIR to a folder this process may write to';
    sayOnce(`windows cannot wait on disk: ${reasonOf(error)}; some are kept in memory (${fix})`);
  }

  /** Looks into the folder only if it may be full, or now and then, since others write to it as well. */
  async #makeRoom(incomingBytes: number): Promise<void> {
    this.#bytes += onDisk(incomingBytes);
    this.#count++;
    if (++this.#putsSinceLook < LOOK_AFTER && this.#bytes <= this.#options.mostBytes && this.#count <= MOST_FILES)
      return;
    const files = await this.#folder.list();
    const givenUp = new Set(filesToGiveUp(files, incomingBytes, this.#options, Date.now()));
    for (const file of givenUp) {
      await this.#folder.remove(file);
      if (file.state === 'window') this.#dropped++;
    }
    const kept = files.filter((file) => !givenUp.has(file));
    this.#bytes = kept.reduce((sum, { bytes }) => sum + onDisk(bytes), onDisk(incomingBytes));
    this.#count = kept.length + 1;
    this.#putsSinceLook = 0;
  }

  /** Whether a claim's process has died. A process of another host, or container, is not known to have. */
  #isOver(file: SpoolFile, { pid, host }: Claim): boolean {
    if (host !== this.#host) return false;
    // In a container the process before this one had the same id.
    if (pid === process.pid) return !this.#claims.has(file.name);
    try {
      process.kill(pid, 0);
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ESRCH';
    }
  }

  #partOf({ id }: Parcel, bytes: Buffer): SpoolFile {
    return named({ id, atMs: Date.now(), bytes: bytes.length, state: 'part' });
  }

  #claim(): Claim {
    return { atMs: Date.now(), pid: process.pid, host: this.#host };
  }

  /** Renames a file to what its state is from now on. Rejects if somebody else did so first. */
  async #become(file: SpoolFile, state: SpoolFile['state']): Promise<SpoolFile> {
    const next = named({ ...file, state });
    if (typeof state !== 'string') this.#claims.add(next.name);
    try {
      await this.#folder.rename(file, next);
    } catch (error) {
      this.#claims.delete(next.name);
      throw error;
    } finally {
      this.#claims.delete(file.name);
    }
    return next;
  }

  #notWritten(part: SpoolFile, error: unknown): undefined {
    this.#folder.removeSync(part);
    this.#folder.doubt();
    this.#complain(error);
    return undefined;
  }
}

function named(file: Omit<SpoolFile, 'name'>): SpoolFile {
  return { ...file, name: fileName(file) };
}
