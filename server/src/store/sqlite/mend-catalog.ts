import { renameSync } from 'node:fs';
import { Catalog } from './catalog.js';
import { catchUp } from './catch-up.js';
import { removeDatabase, setAside } from './files.js';

/**
 * Builds a catalog that is damaged anew from the blocks, beside it, and puts it in its place, while readers have it open:
 * they find the whole of either. The damaged one is kept as `catalog.db.damaged`.
 */
export function mendCatalog(dataDir: string, catalog: Catalog): void {
  const part = `${catalog.path}.part`;
  removeDatabase(part);
  const anew = new Catalog(part);
  try {
    catchUp(dataDir, anew);
  } finally {
    // Closing leaves no journal beside it.
    anew.close();
  }
  catalog.exchange(() => {
    setAside(catalog.path);
    removeDatabase(catalog.path);
    renameSync(part, catalog.path);
  });
}
