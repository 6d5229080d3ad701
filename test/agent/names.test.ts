import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Project, SPIN } from './project.js';

/** Two modules with a function of the same name each, a class, and functions without a name. */
const SHOP = {
  'package.json': '{ "name": "shop" }',
  'src/spin.ts': SPIN,
  'src/cart.ts': `import { spin } from './spin.js';

export interface Item { readonly price: number }

export class Cart {
  readonly items: Item[] = [];

  total(): number {
    return this.items.map((item) => { spin(); return item.price; }).length;
  }
}

export function compute(cart: Cart): number {
  spin();
  return cart.total();
}
`,
  'src/stock.ts': `import { spin } from './spin.js';

type Count = number;

export function compute(): Count {
  return spin();
}

export const restock = (): (() => Count) => {
  spin();
  return () => spin();
};
`,
  'src/main.ts': `import { Cart, compute as computeCart } from './cart.js';
import { compute as computeStock, restock } from './stock.js';

const cart = new Cart();
cart.items.push({ price: 1 });
setTimeout((): void => {
  computeCart(cart);
  computeStock();
  restock()();
});
`,
};

const SOURCES = Object.keys(SHOP).filter((path) => path.endsWith('.ts'));

/** What it looks like from its source, whatever became of it. */
const AS_WRITTEN = [
  'Cart.total > items.map callback src/cart.ts:9',
  'compute src/cart.ts:13',
  'compute src/stock.ts:5',
  'restock > returned src/stock.ts:11',
  'restock src/stock.ts:9',
  'setTimeout callback src/main.ts:6',
  'spin src/spin.ts:2',
  'total src/cart.ts:8',
];

describe('functions of compiled programs', () => {
  let project: Project;
  afterEach(() => project.remove());

  it.each(['beside', 'inline'] as const)('are those of the source by a map that is %s', async (map) => {
    project = new Project(SHOP);
    project.compile(SOURCES, { map });
    expect(await project.functionsSeen('dist/main.js')).toEqual(expect.arrayContaining(AS_WRITTEN));
  });

  it('are those of the source where the map carries no text', async () => {
    project = new Project(SHOP);
    project.compile(SOURCES, { map: 'beside', carriesSources: false });
    expect(await project.functionsSeen('dist/main.js')).toEqual(expect.arrayContaining(AS_WRITTEN));
  });

  it.each([
    { minify: false, sourcemap: true },
    { minify: true, sourcemap: true },
    { minify: true, sourcemap: 'inline' },
  ] as const)('are those of the source in a bundle: %j', async (options) => {
    project = new Project({ ...SHOP, 'package.json': '{ "name": "shop", "type": "module" }' });
    await project.bundle(options);
    expect(await project.functionsSeen('dist/main.js')).toEqual(expect.arrayContaining(AS_WRITTEN));
  });

  it.each([
    { minify: false, sourcemap: true },
    { minify: true, sourcemap: true },
    { minify: true, sourcemap: 'inline' },
  ] as const)('are those of the source in a bundle of esbuild: %j', async (options) => {
    project = new Project(SHOP);
    await project.bundleWithEsbuild(options);
    expect(await project.functionsSeen('dist/main.cjs')).toEqual(expect.arrayContaining(AS_WRITTEN));
  });

  it.each([
    { minimize: false, devtool: 'source-map' },
    { minimize: true, devtool: 'source-map' },
    { minimize: true, devtool: 'inline-source-map' },
  ])('are those of the source in a bundle of webpack: %j', async (options) => {
    project = new Project(SHOP);
    await project.bundleWithWebpack(options);
    // Its minifier puts what does nothing but call into the place of the call.
    const inlined = options.minimize ? ['compute src/stock.ts:5', 'restock src/stock.ts:9'] : [];
    const left = AS_WRITTEN.filter((one) => !inlined.includes(one));
    expect(await project.functionsSeen('dist/main.cjs')).toEqual(
      expect.arrayContaining(left.map((one) => one.replace('src/', 'webpack://shop/./src/'))),
    );
  });

  it('are those of the source where tsx compiles it', async () => {
    project = new Project({ ...SHOP, 'package.json': '{ "name": "shop", "type": "module" }' });
    const args = ['--import', 'tsx'];
    expect(await project.functionsSeen('src/main.ts', { args })).toEqual(expect.arrayContaining(AS_WRITTEN));
  });

  it('are those of the source where a loader compiles it', async () => {
    project = new Project({
      ...SHOP,
      'package.json': '{ "name": "shop", "type": "module" }',
      'hooks.mjs': `
        import { readFileSync } from 'node:fs';
        import { createRequire } from 'node:module';
        import { fileURLToPath } from 'node:url';
        const { transformSync } = createRequire(${JSON.stringify(join(process.cwd(), 'package.json'))})('@swc/core');
        export const resolve = (name, context, next) => next(name.replace(/(?<=^[.]{1,2}\\/.*)[.]js$/, '.ts'), context);
        export function load(url, context, next) {
          if (!url.endsWith('.ts')) return next(url, context);
          const jsc = { parser: { syntax: 'typescript' }, target: 'es2022' };
          const text = readFileSync(fileURLToPath(url), 'utf8');
          const { code } = transformSync(text, { filename: fileURLToPath(url), sourceMaps: 'inline', jsc });
          return { format: 'module', source: code, shortCircuit: true };
        }`,
      'register.mjs': `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);`,
    });
    const args = ['--enable-source-maps', '--import', pathToFileURL(join(project.folder, 'register.mjs')).href];
    expect(await project.functionsSeen('src/main.ts', { args })).toEqual(expect.arrayContaining(AS_WRITTEN));
  });

  it('are those that ran where source maps are turned off', async () => {
    project = new Project(SHOP);
    project.compile(SOURCES, { map: 'beside' });
    const seen = await project.functionsSeen('dist/main.js', { env: { PERF_SOURCE_MAPS: 'off' } });
    expect(seen.map((one) => one.replace(/:\d+$/, ''))).toEqual(
      expect.arrayContaining(AS_WRITTEN.map((one) => one.replace('src/', 'dist/').replace(/\.ts:\d+$/, '.js'))),
    );
  });
});

describe('functions of no file', () => {
  it('do no harm', async () => {
    const project = new Project({
      'main.cjs': `
        const { runInThisContext } = require('node:vm');
        const burn = () => { const end = performance.now() + 40; while (performance.now() < end); };
        eval('[1].map(() => burn())');
        new Function('burn', '[1].map(() => burn())')(burn);
        runInThisContext('(burn) => [1].map(() => burn())', { filename: '/gone/away.js' })(burn);
        runInThisContext('(burn) => [1].map(() => burn())', { filename: 'nowhere' })(burn);
        [burn].forEach((each) => each());`,
    });
    expect(await project.functionsSeen('main.cjs')).toEqual(
      expect.arrayContaining(['(module) main.cjs:1', 'burn main.cjs:3', 'forEach callback main.cjs:8']),
    );
    project.remove();
  });
});
