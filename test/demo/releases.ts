import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const built = dirname(fileURLToPath(import.meta.url));
const releases = join(built, '..', 'releases');

/**
 * A folder with one release of the shop, as a deploy would unpack it: built code without source maps. Returns its script.
 *
 * 1.0.0 and 1.1.0 are one code that looks at its version (shop/checkout.ts). 1.2.0 does what 1.1.0 does with the code
 * moved about: checkout.js is called pricing.js, its functions stand in another order, and every line has moved.
 */
export async function unpack(version: string): Promise<string> {
  const folder = join(releases, version);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'shop', version, type: 'module' }));
  await cp(join(built, 'service.js'), join(folder, 'service.js'));
  await cp(join(built, 'shop'), join(folder, 'shop'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map') && !path.endsWith('.d.ts'),
  });
  const paths = [join(folder, 'service.js')];
  for (const name of await readdir(join(folder, 'shop'))) paths.push(join(folder, 'shop', name));
  for (const path of paths) {
    const code = (await readFile(path, 'utf8')).replace(/^\/\/# sourceMappingURL=.*$/m, '');
    const isCheckout = path.endsWith('checkout.js');
    if (version !== '1.2.0') await writeFile(path, code);
    else {
      await rm(path);
      const moved = isCheckout ? withFunctionsReversed(code) : code;
      await writeFile(path.replace('checkout.js', 'pricing.js'), withLinesMoved(moved));
    }
  }
  return join(folder, 'service.js');
}

/** The same code further down, under a heading, and by the new name of the file that was renamed. */
function withLinesMoved(code: string): string {
  return `// Shop 1.2.0.\n${'//\n'.repeat(12)}${code.replaceAll('checkout.js', 'pricing.js')}`;
}

/** Top-level functions, the last one first. What is not one stays above them. */
function withFunctionsReversed(code: string): string {
  const functions = /^(?:\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)?(?:export )?function [\s\S]*?^\}$/gm;
  const found = code.match(functions) ?? [];
  return [code.replace(functions, '').trim(), ...found.reverse(), ''].join('\n');
}
