/** What the shop is asked: its routes, each with contents that change from call to call. */
import { CATEGORIES } from './shop/catalogue.js';

const CART_LINES = 60;

export interface Call {
  readonly path: string;
  readonly body?: unknown;
}

export type Route = 'cart' | 'products' | 'pages' | 'sessions' | 'reports' | 'recommendations';

/** The nth call of a route. */
export function callOf(route: Route, n: number): Call {
  const category = CATEGORIES[n % CATEGORIES.length] as string;
  switch (route) {
    case 'cart':
      return { path: '/cart', body: cart(n) };
    case 'products':
      return { path: `/products?category=${category}&q=hand%20oak` };
    case 'pages':
      return { path: `/pages/${category}` };
    case 'sessions':
      return { path: '/sessions', body: { user: `user${n}`, password: `user${n}` } };
    case 'reports':
      return { path: '/reports/sales' };
    case 'recommendations':
      return { path: `/recommendations/${n % 500}` };
  }
}

function cart(n: number): { sku: string; quantity: number }[] {
  return Array.from({ length: CART_LINES }, (_, line) => ({
    sku: `SKU-${String((n * 37 + line * 101) % 900).padStart(4, '0')}`,
    quantity: 1 + (line % 4),
  }));
}
