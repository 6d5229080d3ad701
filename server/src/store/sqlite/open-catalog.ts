import { Catalog, catalogPath } from './catalog.js';
import { Damage, undecodable } from './damage.js';
import { removeDatabase, setAside } from './files.js';

/**
 * Opens the catalog. One that is damaged is set aside as `catalog.db.damaged` and told of; what is not in it is filled in
 * from the blocks (catch-up.ts).
 */
export function openCatalog(dataDir: string, tell: (trouble: string) => void): Catalog {
  const path = catalogPath(dataDir);
  const reason = damageIn(path);
  if (reason !== null) {
    setAside(path);
    removeDatabase(path);
    tell(catalogWasSetAside(reason));
  }
  return new Catalog(path);
}

/** Why a catalog's file is damaged, looked at as it is on disk; null where nothing is found. */
export function damageIn(path: string): string | null {
  try {
    const catalog = new Catalog(path);
    try {
      const [first] = catalog.damages();
      if (first !== undefined) throw new Damage(first);
      return null;
    } finally {
      catalog.close();
    }
  } catch (error) {
    const reason = undecodable(error);
    if (reason === null) throw error;
    return reason;
  }
}

export function catalogWasSetAside(reason: string): string {
  return (
    `catalog.db is damaged (${reason}). It was set aside as catalog.db.damaged and is built again from the blocks; ` +
    'lost is when versions of days that are gone were first seen.'
  );
}
