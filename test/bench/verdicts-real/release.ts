import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpack } from '../../demo/releases.js';

const imports = "import { products } from './catalogue.js';";
const gross = 'cents: gross,';

/** A release of the shop that counts points (points.ts) for each cart. Returns its script. */
export async function unpackWithPoints(): Promise<string> {
  const script = await unpack('1.0.0');
  const shop = join(dirname(script), 'shop');
  const path = join(shop, 'checkout.js');
  const code = await readFile(path, 'utf8');
  for (const text of [imports, gross]) {
    if (!code.includes(text)) throw new Error(`test/demo/shop/checkout.ts has no ${JSON.stringify(text)} any more`);
  }
  const counted = code
    .replace(imports, `${imports}\nimport { cartPoints } from './points.js';`)
    .replace(gross, 'cents: gross + cartPoints(numbers),');
  await writeFile(path, counted);
  await copyFile(fileURLToPath(new URL('points.js', import.meta.url)), join(shop, 'points.js'));
  return script;
}
