import type { RequestHandler } from 'express';

/**
 * What a component says of itself; only one that is down makes the service unready. `blocked`: the broker takes no
 * messages for now.
 */
export type ComponentState = 'up' | 'degraded' | 'blocked' | 'down';

/** Why a component is down, as a clause. */
export interface Outage {
  state: 'down';
  reason: string;
}

/** Names and how to ask each component. */
export type HealthChecks = Record<string, () => Promise<ComponentState | Outage> | ComponentState | Outage>;

const checkTimeoutMs = 1_500;

/** Asks each component, with a bound. */
export const askAll = (checks: HealthChecks): Promise<(readonly [string, ComponentState | Outage])[]> =>
  Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await bounded(check)] as const));

/** Liveness asks nothing; readiness asks each component, with a bound, and is 503 while a component is down or the service drains. */
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
      const answers = await askAll(checks);
      const states = answers.map(([name, answer]) => [name, typeof answer === 'string' ? answer : answer.state]);
      const reasons = answers.flatMap(([name, answer]) => (typeof answer === 'string' ? [] : [[name, answer.reason]]));
      const ready = !isDraining() && states.every(([, state]) => state !== 'down');
      const degraded = states.some(([, state]) => state !== 'up');
      const status = isDraining() ? 'draining' : !ready ? 'unready' : degraded ? 'degraded' : 'ready';
      // Told in a header too, as the gateway reads no bodies.
      response.status(ready ? 200 : 503).set({ 'Cache-Control': 'no-store', 'X-Readiness': status });
      if (!ready) response.set('Retry-After', '2');
      response.json({
        service,
        status,
        components: Object.fromEntries(states),
        ...(reasons.length > 0 && { reasons: Object.fromEntries(reasons) }),
      });
    },
  };
}

async function bounded(check: HealthChecks[string]): Promise<ComponentState | Outage> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ComponentState>(resolve => {
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
