import type { Webhook } from './webhook.js';

/** What is shorter is no secret, and stands in many a text. */
const leastCharacters = 4;

/** What somebody said without what only the webhook's file may say: its address, and the values of its headers. */
export function withoutSecrets(text: string, webhook: Pick<Webhook, 'url' | 'headers'>): string {
  return secretsOf(webhook).reduce((left, secret) => left.replaceAll(secret, '…'), text);
}

/** The longest first: one may hold another. */
function secretsOf({ url, headers }: Pick<Webhook, 'url' | 'headers'>): string[] {
  const { href, pathname, search } = new URL(url);
  const addresses = [url, href, pathname + search, pathname, search.slice(1)];
  // A receiver may show `Bearer <token>` as its token alone.
  const values = Object.values(headers).flatMap((value) => [value, value.split(' ').at(-1) as string]);
  const all = [...addresses, ...values];
  // Some write JSON with slashes escaped.
  const escaped = all.map((secret) => secret.replaceAll('/', '\\/'));
  const long = [...all, ...escaped].filter(({ length }) => length >= leastCharacters);
  return [...new Set(long)].sort((a, b) => b.length - a.length);
}
