import fs from 'node:fs';
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
import { filesToGiveUp, isFree, type SpoolLimits } from './spoolroom.js';
import type { Parcel } from './window.js';

/** Where windows wait for a server, and how much of them. */
export interface SpoolOptions extends SpoolLimits {
  /** Windows of all servers wait below it; each server has a folder there. */
  readonly dir: string;
  /** Refuse a `dir` that somebody else owns: it is in a place that everybody can write to. */
  readonly mustOwn: boolean;
}

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
  readonly #folder: string;
  readonly #host = shortHash(hostname());
  #ready = false;
  #dropped = 0;
  /** Names of the files this process has claimed. */
  readonly #claims = new Set<string>();
  /** Windows free at the last look, oldest first, and not looked into yet. */
  #found: SpoolFile[] = [];

  constructor(options: SpoolOptions, serverUrl: string) {
    this.#options = options;
    this.#folder = join(options.dir, shortHash(serverUrl));
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
      const handle = await fs.promises.open(join(this.#folder, part.name), 'w', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
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
      fs.writeFileSync(join(this.#folder, part.name), bytes, { mode: 0o600 });
      const file = named({ ...part, state: this.#claim() });
      fs.renameSync(join(this.#folder, part.name), join(this.#folder, file.name));
      this.#claims.add(file.name);
      return file;
    } catch (error) {
      return this.#notWritten(part, error);
    }
  }

  /** Claims and reads the oldest window that is free and not skipped. One that is damaged is set aside. */
  async claimOldest(skip: (id: string) => boolean): Promise<Claimed | undefined> {
    // A folder is made for windows that have to wait, not to look for some.
    if (!this.#ready && (!fs.existsSync(this.#folder) || !this.#prepare())) return undefined;
    this.#found = this.#found.filter(({ id }) => !skip(id));
    if (this.#found.length === 0) {
      const nowMs = Date.now();
      const free = (await this.#list()).filter((file) => isFree(file, nowMs, (claim) => this.#isOver(file, claim)));
      this.#found = free.filter(({ id }) => !skip(id));
    }
    for (let file = this.#found.shift(); file !== undefined; file = this.#found.shift()) {
      const claimed = await this.#become(file, this.#claim()).catch(() => undefined);
      // Another process was faster.
      if (claimed === undefined) continue;
      try {
        return { file: claimed, parcel: decodeParcel(await fs.promises.readFile(join(this.#folder, claimed.name))) };
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
        fs.renameSync(join(this.#folder, name), join(this.#folder, fileName({ ...file, state: 'window' })));
      } catch {
        // It is gone: it was claimed for too long, and somebody else saw to it.
      }
    }
    this.#claims.clear();
  }

  /** Deletes a window that has arrived, or that the server will never take. */
  async remove(file: SpoolFile): Promise<void> {
    this.#claims.delete(file.name);
    await fs.promises.unlink(join(this.#folder, file.name)).catch(() => undefined);
  }

  /** The same on the spot. */
  removeSync(file: SpoolFile): void {
    this.#claims.delete(file.name);
    try {
      fs.unlinkSync(join(this.#folder, file.name));
    } catch {
      // It is gone already.
    }
  }

  /** Makes the folder, private, where there is none. */
  #prepare(): boolean {
    if (this.#ready || this.#options.mostBytes === 0) return this.#ready;
    try {
      fs.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      if (this.#options.mustOwn) assertOwn(this.#options.dir);
      assertOwn(this.#folder);
      fs.accessSync(this.#folder, fs.constants.W_OK | fs.constants.X_OK);
      this.#ready = true;
    } catch (error) {
      this.#complain(error);
    }
    return this.#ready;
  }

  #complain(error: unknown): void {
    const fix = 'set PERF_SPOOL_DIR to a folder this process may write to';
    sayOnce(`windows cannot wait on disk: ${reasonOf(error)}; some are kept in memory (${fix})`);
  }

  async #list(): Promise<SpoolFile[]> {
    const names = await fs.promises.readdir(this.#folder).catch(() => []);
    return names
      .sort()
      .map(parseFileName)
      .filter((file) => file !== undefined);
  }

  async #makeRoom(incomingBytes: number): Promise<void> {
    for (const file of filesToGiveUp(await this.#list(), incomingBytes, this.#options, Date.now())) {
      await fs.promises.unlink(join(this.#folder, file.name)).catch(() => undefined);
      if (file.state === 'window') this.#dropped++;
    }
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
      await fs.promises.rename(join(this.#folder, file.name), join(this.#folder, next.name));
    } catch (error) {
      this.#claims.delete(next.name);
      throw error;
    } finally {
      this.#claims.delete(file.name);
    }
    return next;
  }

  #notWritten(part: SpoolFile, error: unknown): undefined {
    this.removeSync(part);
    this.#complain(error);
    // Somebody may have tidied the folder away.
    this.#ready = false;
    return undefined;
  }
}

function named(file: Omit<SpoolFile, 'name'>): SpoolFile {
  return { ...file, name: fileName(file) };
}

/** @throws Error if the folder is a link, or belongs to somebody else. */
function assertOwn(folder: string): void {
  const found = fs.lstatSync(folder);
  const uid = process.getuid?.();
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) {
    throw new Error(`${folder} is not a folder of this user`);
  }
}
