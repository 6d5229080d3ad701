import { noFields, type PprofFields } from './fields.js';

/** Numbers that kept tables may have room for, all together: 8 MB. */
const MOST_NUMBERS = 2 ** 20;

let kept: PprofFields | null = null;

/**
 * Tables without rows for a profile of so many bytes. Profiles take half a megabyte of them and follow each other, so the
 * tables of one that was checked are filled again.
 */
export function takeTables(bytes: number): PprofFields {
  if (kept === null) return noFields(bytes);
  const { text: _, ...tables } = kept;
  kept = null;
  for (const table of Object.values(tables)) table.clear();
  tables.header.add();
  return { ...tables, text: [] };
}

/** The tables of a profile of which nothing is looked at any more but its texts. */
export function giveTables(fields: PprofFields): void {
  const { text: _, ...tables } = fields;
  const numbers = Object.values(tables).reduce((sum, table) => sum + table.numbers.length, 0);
  if (numbers <= MOST_NUMBERS) kept = fields;
}
