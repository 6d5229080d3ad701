/** What the shop sells. Everything is derived from an item's number, so that each run works on the same data. */

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly cents: number;
  readonly description: string;
  readonly features: readonly number[];
}

export const CATEGORIES = ['lamps', 'chairs', 'desks', 'shelves', 'rugs', 'clocks'];
const FEATURES = 24;

export const products: readonly Product[] = Array.from({ length: 900 }, (_, index) => ({
  sku: `SKU-${String(index).padStart(4, '0')}`,
  name: `${['Oak', 'Steel', 'Linen', 'Cork', 'Glass'][index % 5]} ${CATEGORIES[index % CATEGORIES.length]} no. ${index}`,
  category: CATEGORIES[index % CATEGORIES.length] as string,
  cents: 900 + ((index * 7919) % 40_000),
  description: `Made by hand & shipped in <${1 + (index % 9)}> days. `.repeat(3),
  features: Array.from({ length: FEATURES }, (_, feature) => Math.sin(index * 31 + feature * 17)),
}));

/** A page of the products of a category, cheapest first, that mention `words`. */
export function listProducts(category: string, words: string): string {
  const matching = searchProducts(category, words);
  return serialiseProducts(rankProducts(matching).slice(0, 60));
}

function searchProducts(category: string, words: string): Product[] {
  const pattern = new RegExp(
    words
      .replace(/[^\w ]/g, '')
      .split(' ')
      .join('|'),
    'i',
  );
  return products.filter(
    (product) => product.category === category && pattern.test(product.description + product.name),
  );
}

function rankProducts(found: Product[]): Product[] {
  return found.sort((a, b) => a.cents - b.cents || a.name.localeCompare(b.name));
}

function serialiseProducts(found: Product[]): string {
  return JSON.stringify({ count: found.length, products: found });
}
