import type { Example } from './examples.ts';

const shown = 12;

/** Examples for a page: the gateway at port 80 of this machine, and of each token or signature no more than its beginning. */
export function publishable(examples: readonly Example[], gateway: string): Example[] {
  const secrets = new Set<string>();
  collectTokens(examples, secrets);
  let text = JSON.stringify(examples).replaceAll(gateway, 'http://127.0.0.1');
  // The longest first, since a token may be part of another.
  for (const secret of [...secrets].toSorted((a, b) => b.length - a.length))
    text = text.replaceAll(secret, `${secret.slice(0, shown)}…`);
  // In an address, by what may stand there.
  text = text.replaceAll(/(\?token=[\w-]+)…/g, '$1...');
  return JSON.parse(text.replaceAll(new RegExp(`(?<=signature=[\\w-]{${shown}})[\\w-]+`, 'g'), '...'));
}

function collectTokens(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (/token$/i.test(key) && typeof inner === 'string' && inner.length > 2 * shown) found.add(inner);
    collectTokens(inner, found);
  }
}
