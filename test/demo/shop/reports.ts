/** Sales as compressed CSV. */
import { gzipSync } from 'node:zlib';
import { products } from './catalogue.js';

export function salesReport(days: number): Buffer {
  return compressReport(renderCsv(collectSales(days)));
}

function collectSales(days: number): (string | number)[][] {
  return products.slice(0, 150).map((product, index) => {
    const sold = Array.from({ length: days }, (_, day) => (index * 13 + day * 29) % 17);
    return [product.sku, product.category, ...sold, sold.reduce((sum, count) => sum + count, 0) * product.cents];
  });
}

function renderCsv(rows: (string | number)[][]): string {
  return rows.map((row) => row.join(',')).join('\n');
}

function compressReport(csv: string): Buffer {
  return gzipSync(csv, { level: 4 });
}
