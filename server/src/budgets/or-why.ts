import { Refusal } from '../errors.js';

/** What it comes to, or why it was refused: one budget that cannot be told is no reason to say nothing of the others. */
export async function orWhy<Found>(work: Promise<Found>): Promise<Found | string> {
  try {
    return await work;
  } catch (error) {
    // What the store can mend is for those who mend it.
    if (error instanceof Refusal && !error.isMendable) return error.detail;
    throw error;
  }
}
