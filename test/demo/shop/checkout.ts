/** Prices a cart. Version 1.1.0 of the shop looks for offers on pairs of products, and pays for it. */
import { products } from './catalogue.js';

export interface CartLine {
  readonly sku: string;
  readonly quantity: number;
}

interface Offer {
  /** The products it is for: those whose number leaves `rest` when divided by `every`. */
  readonly every: number;
  readonly rest: number;
  readonly percent: number;
}

/** The regression this demo is about. */
const PAIRS_OF_PRODUCTS = ['1.1.0', '1.2.0'].includes(process.env.DEMO_VERSION ?? '');

const numberBySku = new Map(products.map((product, index) => [product.sku, index]));
const offers: readonly Offer[] = Array.from({ length: 60 }, (_, index) => ({
  every: 7 + index,
  rest: index % 7,
  percent: 3 + (index % 20),
}));

interface Cart {
  /** Of the product of each line. */
  readonly numbers: readonly number[];
  cents: number;
  saved: number;
}

/** In this order. Called through a list, so that V8 inlines none of them into its caller, which would be charged for it. */
const STEPS: readonly ((cart: Cart) => void)[] = [applyDiscounts, addTaxes];

export function priceCart(lines: readonly CartLine[]): { cents: number; saved: number } {
  const numbers = lines.map((line) => numberBySku.get(line.sku) ?? 0);
  const gross = lines.reduce((sum, line, index) => sum + line.quantity * centsOf(numbers[index] ?? 0), 0);
  const cart: Cart = { numbers, cents: gross, saved: 0 };
  for (const step of STEPS) step(cart);
  return { cents: cart.cents, saved: cart.saved };
}

/**
 * Takes off the best offer for each product.
 *
 * Up to 1.0.0 each product is held against each offer. From 1.1.0 on each *pair* of products is: the work grows with
 * the square of the cart's length.
 */
function applyDiscounts(cart: Cart): void {
  const { numbers } = cart;
  let saved = 0;
  for (let i = 0; i < numbers.length; i++) {
    const product = numbers[i] ?? 0;
    const last = PAIRS_OF_PRODUCTS ? numbers.length : i + 1;
    let best = 0;
    for (let j = PAIRS_OF_PRODUCTS ? 0 : i; j < last; j++) {
      const partner = numbers[j] ?? 0;
      for (const offer of offers) {
        const isFor = product % offer.every === offer.rest || partner % offer.every === offer.rest;
        if (isFor && offer.percent > best) best = offer.percent;
      }
    }
    saved += Math.round((centsOf(product) * best) / 100);
  }
  cart.saved = saved;
  cart.cents -= saved;
}

function addTaxes(cart: Cart): void {
  cart.cents = Math.round(cart.cents * 1.19);
}

function centsOf(number: number): number {
  return products[number]?.cents ?? 0;
}
