/** Renders HTML from templates. */
import { type Product, products } from './catalogue.js';

const SPECIAL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The page of a category: its first `count` products as a table. */
export function renderCategoryPage(category: string, count: number): string {
  const shown = products.filter((product) => product.category === category).slice(0, count);
  return renderLayout(category, shown.map(renderRow).join(''));
}

function renderLayout(title: string, body: string): string {
  const head = render('<!doctype html><title>{{title}}</title>', { title });
  return `${head}<table>${body}</table>`;
}

function renderRow(product: Product): string {
  return render('<tr id="{{sku}}"><td>{{name}}<td>{{description}}<td>{{price}}</tr>', {
    sku: product.sku,
    name: product.name,
    description: product.description,
    price: formatPrice(product.cents),
  });
}

function render(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => escapeHtml(values[name] ?? ''));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => SPECIAL[character] ?? character);
}

function formatPrice(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')} EUR`;
}
