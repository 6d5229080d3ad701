/** Recommends products: waits for a history, then compares vectors. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Product, products } from './catalogue.js';

export async function recommend(user: number): Promise<{ sku: string; score: number }[]> {
  const [seen, popular] = await Promise.all([loadHistory(user), loadPopular()]);
  return scoreCandidates(averageFeatures(seen), popular).slice(0, 8);
}

async function loadHistory(user: number): Promise<Product[]> {
  await delay(3);
  return products.filter((_, index) => (index + user) % 90 === 0);
}

async function loadPopular(): Promise<Product[]> {
  await delay(2);
  return products.filter((_, index) => index % 3 === 0);
}

function averageFeatures(seen: readonly Product[]): number[] {
  const sums = new Array<number>(seen[0]?.features.length ?? 0).fill(0);
  for (const product of seen)
    product.features.forEach((value, index) => {
      sums[index] = (sums[index] ?? 0) + value / seen.length;
    });
  return sums;
}

function scoreCandidates(taste: readonly number[], candidates: readonly Product[]): { sku: string; score: number }[] {
  return candidates
    .map((product) => ({ sku: product.sku, score: cosineSimilarity(taste, product.features) }))
    .sort((a, b) => b.score - a.score);
}

function cosineSimilarity(a: readonly number[], b: readonly number[]): number {
  let dot = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [a[index] ?? 0, b[index] ?? 0];
    dot += x * y;
    lengthA += x * x;
    lengthB += y * y;
  }
  return dot / Math.sqrt(lengthA * lengthB || 1);
}
