import { Refusal } from '../../errors.js';

/** A file of the store that cannot be what this server wrote. */
export class Damage extends Error {
  override readonly name = 'Damage';
}

/** The catalog is damaged: it is built anew from the blocks (mend-catalog.ts). */
export class CatalogDamage extends Error {
  override readonly name = 'CatalogDamage';

  constructor(readonly reason: string) {
    super(`catalog.db is damaged (${reason})`);
  }
}

const damagedCodes = /^SQLITE_(CORRUPT|NOTADB|FORMAT|IOERR_(READ|SHORT_READ|CORRUPTFS|DATA))/;
/** What SQLite has no code of its own for. */
const damagedMessages = /^(no such (table|column)|unsupported file format)/;

/** Why the file that an error is about is damaged or cannot be read any more; null where the error says no such thing. */
export function damageOf(error: unknown): string | null {
  if (error instanceof Damage) return error.message;
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const isDamage = damagedCodes.test(code) || (code === 'SQLITE_ERROR' && damagedMessages.test(message));
  return isDamage ? message : null;
}

/** The same for an error from decoding what was read: bytes, texts and types that are not what this server writes. */
export function undecodable(error: unknown): string | null {
  const isUndecodable = [RangeError, SyntaxError, TypeError].some((kind) => error instanceof kind);
  return isUndecodable ? (error as Error).message : damageOf(error);
}

/** How the log and the answers name a block. */
export function blockName(day: string): string {
  return `blocks/${day}.db`;
}

/** What a question about a damaged block is told. It is never answered without saying that something is missing. */
export function cannotRead(day: string, reason: string): Refusal {
  return new Refusal(
    500,
    `${blockName(day)} is damaged (${reason}): what was asked for cannot be read from it. Ask for a range without ` +
      'that day. perf-server check says what is lost and what to do.',
  );
}

/** What a question is told that the catalog cannot be read for. */
export function catalogCannotBeRead(reason: string): Refusal {
  return new Refusal(503, `catalog.db is damaged (${reason}). It is built again from the blocks: ask again.`, 5, true);
}

/** What a window for a day is told whose block is damaged: nothing may be added to it, and nothing is thrown away. */
export function cannotWrite(day: string, reason: string): Refusal {
  return new Refusal(
    503,
    `${blockName(day)} is damaged (${reason}): nothing of this window was stored. Stop the server and put a copy ` +
      'from a backup in its place, or move it out of its folder, and send the window again.',
    60,
  );
}
