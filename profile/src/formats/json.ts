import { wrong } from './error.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws FormatError naming the place where there is no list. */
export function listAt(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value)) wrong(place, value, 'a list');
  return value;
}

/** @throws FormatError naming the place where there is no number. */
export function numberAt(value: unknown, place: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) wrong(place, value, 'a number');
  return value;
}
