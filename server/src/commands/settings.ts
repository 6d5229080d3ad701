import { SettingsDamage } from '../settings/settings-file.js';
import type { Output } from './output.js';

/** Does something with `settings.db`. @returns the exit code: 1 where it is damaged, which is said. */
export function withSettings(work: () => unknown, output: Output): 0 | 1 {
  try {
    work();
    return 0;
  } catch (error) {
    if (!(error instanceof SettingsDamage)) throw error;
    output.line(error.message);
    return 1;
  }
}
