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
});
