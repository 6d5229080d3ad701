import { randomUUID } from 'node:crypto';
import type { Alert, Mute, MuteRequest } from '@perf/profile';
import type Database from 'better-sqlite3';
import { Refusal } from '../errors.js';
import { parseDurationMs } from '../time.js';

const mostMutes = 1_000;
const fields = ['service', 'env', 'kind', 'function', 'version'] as const;

/** What nobody wants to hear of, in settings.db. */
export class Mutes {
  constructor(private readonly db: Database.Database) {}

  /** Those in force, the newest first. Those that are over go. */
  list(nowMs: number): Mute[] {
    this.db.prepare('DELETE FROM mute WHERE until_ms <= ?').run(nowMs);
    const texts = this.db.prepare('SELECT mute FROM mute ORDER BY rowid DESC').pluck().all() as string[];
    return texts.map((text) => JSON.parse(text) as Mute);
  }

  /** @throws Refusal for one that would mute everything, that is over already, or that is one too many. */
  add(request: MuteRequest, nowMs: number): Mute {
    const mute = muteOf(request, nowMs);
    if (this.list(nowMs).length >= mostMutes) {
      throw new Refusal(409, `There are ${mostMutes} mutes: delete some with DELETE /api/v1/mutes/<id>.`);
    }
    const { id, untilMs } = mute;
    this.db.prepare('INSERT INTO mute VALUES (?, ?, ?)').run(id, untilMs, JSON.stringify(mute));
    return mute;
  }

  /** False where there is none of that id. */
  remove(id: string): boolean {
    return this.db.prepare('DELETE FROM mute WHERE id = ?').run(id).changes > 0;
  }
}

export function mutes(mute: Mute, alert: Alert): boolean {
  return fields.every((field) => mute[field] === null || mute[field] === alert[field]);
}

function muteOf(request: MuteRequest, nowMs: number): Mute {
  const { service = null, env = null, kind = null, version = null, reason } = request;
  const given = { service, env, kind, function: request.function ?? null, version };
  if (Object.values(given).every((value) => value === null)) {
    throw new Refusal(400, `This would mute everything: give some of ${fields.join(', ')}.`);
  }
  return { id: randomUUID(), ...given, reason, createdMs: nowMs, untilMs: untilOf(request, nowMs) };
}

function untilOf({ until, duration }: MuteRequest, nowMs: number): number | null {
  if (duration === undefined) {
    if (until !== undefined && until <= nowMs) throw new Refusal(400, `until: ${until} is over: it is ${nowMs}.`);
    return until ?? null;
  }
  if (until !== undefined) throw new Refusal(400, 'until and duration are both given: leave one.');
  const ms = parseDurationMs(duration, 'duration');
  if (ms === 0) throw new Refusal(400, 'duration: Write one that is longer than nothing.');
  return nowMs + ms;
}
