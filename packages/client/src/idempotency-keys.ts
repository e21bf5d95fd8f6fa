import type { Send } from './retry.ts';

/** Gives each POST without an Idempotency-Key one, by which it is done once however often it is sent. */
export const withIdempotencyKeys =
  (send: Send): Send =>
  request => {
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key'))
      request.headers.set('Idempotency-Key', newIdempotencyKey());
    return send(request);
  };

/** 128 random bits; unlike those of `crypto.randomUUID`, also to be had on pages without TLS. */
export const newIdempotencyKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
