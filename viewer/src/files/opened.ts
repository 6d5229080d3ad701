/**
 * The files that were opened in this tab, by name. Only handles are kept, for as long as the tab is: what is in a file
 * is read by the worker, and nothing of it goes anywhere else.
 */
import { navigate } from '../history.js';
import type { Route } from '../url.js';
import { filesOf, routeOfOpened, shownFile } from './file-url.js';

/** What changes here: a file was opened, or could not be. */
export const FILES_CHANGED = 'perf:files';

/** Opened longest ago, dropped first. */
const MOST_KEPT = 32;

const opened = new Map<string, File>();
const ids = new WeakMap<File, number>();
let lastId = 0;
const unreadable = new Set<string>();
let notice = '';

/** A number that no other file has, nor the same one opened again; 0 where none of this name is open. */
export function openedId(name: string): number {
  const file = opened.get(name);
  return file ? (ids.get(file) ?? 0) : 0;
}

export function openedFiles(): ReadonlyMap<string, File> {
  return opened;
}

/** Why the last files that were chosen could not be opened; empty where they could. */
export function openingNotice(): string {
  return notice;
}

/** Shows files that were dropped or chosen: one by itself or beside the one that `route` shows, two compared. */
export function openFiles(files: readonly File[], route: Route): void {
  if (files.length === 0) return;
  if (files.length > 2) {
    dismiss(`These were ${files.length} files. Open one to look at it, or two to compare them.`);
    return;
  }
  // The older of two is most likely the one before the change.
  const comparedWith = comparedFile(route);
  const missing = filesOf(route).filter((name) => !opened.has(name));
  const names = [...files].sort((a, b) => a.lastModified - b.lastModified).map(keep);
  // What a link or a reload asks for is shown as the link has it.
  if (!names.every((name) => missing.includes(name))) navigate(routeOfOpened(names, comparedWith));
  dismiss();
}

/** The file that another one would be compared with; empty where it would be shown by itself. */
export function comparedFile(route: Route): string {
  const shown = shownFile(route);
  return opened.has(shown) && !unreadable.has(shown) ? shown : '';
}

/** Takes the notice away, or puts up another. */
export function dismiss(next = ''): void {
  notice = next;
  dispatchEvent(new Event(FILES_CHANGED));
}

/** What comes next is not compared with this one. */
export function markUnreadable(name: string): void {
  unreadable.add(name);
}

/** The name a file goes by: its own, with a number where another file has it already. */
function keep(file: File): string {
  const wanted = file.name || 'file';
  let name = wanted;
  for (let nth = 2; !isFree(name, file); nth++) name = `${wanted} (${nth})`;
  opened.delete(name);
  opened.set(name, file);
  ids.set(file, ++lastId);
  unreadable.delete(name);
  for (const oldest of [...opened.keys()].slice(0, -MOST_KEPT)) opened.delete(oldest);
  return name;
}

function isFree(name: string, file: File): boolean {
  const there = opened.get(name);
  return !there || unreadable.has(name) || (there.size === file.size && there.lastModified === file.lastModified);
}
