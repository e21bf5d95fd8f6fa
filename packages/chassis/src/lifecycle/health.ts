import type { RequestHandler } from 'express';

/** What a part says of itself; `degraded` parts do not make the service unready. */
export type PartState = 'up' | 'degraded' | 'down';

/** Names and how to ask each part. */
export type HealthChecks = Record<string, () => Promise<PartState> | PartState>;

const checkTimeoutMs = 1_500;

/** Liveness asks nothing; readiness asks each part, with a bound, and is 503 while a part is down or the service drains. */
export function healthRoutes(
  service: string,
  checks: HealthChecks,
  isDraining: () => boolean,
): Record<string, RequestHandler> {
  return {
    '/health/live': (_request, response) => {
      response.json({ service, status: 'live' });
    },
    '/health/ready': async (_request, response) => {
      const states = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, await bounded(check)] as const),
      );
      const ready = !isDraining() && states.every(([, state]) => state !== 'down');
      const degraded = states.some(([, state]) => state === 'degraded');
      const status = isDraining() ? 'draining' : !ready ? 'unready' : degraded ? 'degraded' : 'ready';
      response.status(ready ? 200 : 503).set('Cache-Control', 'no-store');
      if (!ready) response.set('Retry-After', '2');
      response.json({ service, status, parts: Object.fromEntries(states) });
    },
  };
}

async function bounded(check: HealthChecks[string]): Promise<PartState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<PartState>(resolve => {
    timer = setTimeout(() => resolve('down'), checkTimeoutMs);
  });
  try {
    return await Promise.race([Promise.resolve(check()), late]);
  } catch {
    return 'down';
  } finally {
    clearTimeout(timer);
  }
}
