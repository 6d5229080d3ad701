import { existsSync, renameSync } from 'node:fs';
import { Catalog, catalogPath } from './catalog.js';
import { Damage, damageOf } from './damage.js';
import { removeDatabase } from './files.js';

/**
 * Opens the catalog. One that is damaged is set aside as `catalog.db.damaged` and told of; what is not in it is filled in
 * from the blocks (catch-up.ts).
 */
export function openCatalog(dataDir: string, tell: (trouble: string) => void): Catalog {
  try {
    return opened(dataDir);
  } catch (error) {
    const reason = damageOf(error);
    if (reason === null) throw error;
    const path = catalogPath(dataDir);
    const aside = `${path}.damaged`;
    removeDatabase(aside);
    for (const suffix of ['', '-wal']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    removeDatabase(path);
    tell(
      `catalog.db is damaged (${reason}). It was set aside as catalog.db.damaged and is built again from the blocks; ` +
        'lost is when versions of days that are gone were first seen.',
    );
    return opened(dataDir);
  }
}

function opened(dataDir: string): Catalog {
  const catalog = new Catalog(dataDir);
  try {
    const [first] = catalog.damages();
    if (first !== undefined) throw new Damage(first);
    return catalog;
  } catch (error) {
    catalog.close();
    throw error;
  }
}
