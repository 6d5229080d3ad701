import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { parseFileName, type SpoolFile } from './spoolfile.js';

/** The folder of a spool: its files by their names, and who may touch them. Calls throw and reject as `fs` does. */
export class SpoolFolder {
  readonly #path: string;
  readonly #mustOwnParent: boolean;
  #ready = false;

  /** `mustOwnParent`: refuse a parent folder that somebody else owns, who could put another folder into its place. */
  constructor(path: string, mustOwnParent: boolean) {
    this.#path = path;
    this.#mustOwnParent = mustOwnParent;
  }

  get exists(): boolean {
    return this.#ready || fs.existsSync(this.#path);
  }

  /**
   * Makes the folder, private, where there is none.
   * @throws Error if it cannot be written to, or is not this user's.
   */
  prepare(): void {
    if (this.#ready) return;
    fs.mkdirSync(this.#path, { recursive: true, mode: 0o700 });
    if (this.#mustOwnParent) assertOwn(dirname(this.#path));
    assertOwn(this.#path);
    fs.accessSync(this.#path, fs.constants.W_OK | fs.constants.X_OK);
    this.#ready = true;
  }

  /** To be prepared again: somebody may have tidied it away. */
  doubt(): void {
    this.#ready = false;
  }

  /** What the spool has written, oldest first; nothing where there is no folder. */
  async list(): Promise<SpoolFile[]> {
    const names = await fs.promises.readdir(this.#path).catch(() => []);
    return names
      .sort()
      .map(parseFileName)
      .filter((file) => file !== undefined);
  }

  read({ name }: SpoolFile): Promise<Buffer> {
    return fs.promises.readFile(join(this.#path, name));
  }

  /** Resolves when the bytes are on the disk itself. */
  async write({ name }: SpoolFile, bytes: Buffer): Promise<void> {
    const handle = await fs.promises.open(join(this.#path, name), 'w', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** The bytes outlive the process, but maybe not the machine. */
  writeSync({ name }: SpoolFile, bytes: Buffer): void {
    fs.writeFileSync(join(this.#path, name), bytes, { mode: 0o600 });
  }

  rename(from: SpoolFile, to: SpoolFile): Promise<void> {
    return fs.promises.rename(join(this.#path, from.name), join(this.#path, to.name));
  }

  renameSync(from: SpoolFile, to: SpoolFile): void {
    fs.renameSync(join(this.#path, from.name), join(this.#path, to.name));
  }

  /** A file that is gone already is as good as deleted. */
  async remove({ name }: SpoolFile): Promise<void> {
    await fs.promises.unlink(join(this.#path, name)).catch(() => undefined);
  }

  /** The same on the spot. */
  removeSync({ name }: SpoolFile): void {
    try {
      fs.unlinkSync(join(this.#path, name));
    } catch {
      // It is gone already.
    }
  }
}

/** @throws Error if the folder is a link, or belongs to somebody else. */
function assertOwn(path: string): void {
  const found = fs.lstatSync(path);
  const uid = process.getuid?.();
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) {
    throw new Error(`${path} is not a folder of this user`);
  }
}
