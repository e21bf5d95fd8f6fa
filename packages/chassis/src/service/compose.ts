import { createAuthenticator, createRevocations } from '../auth';
import type { Sql } from '../database';
import { createApp, httpServer, openapiOf } from '../http';
import { type HealthChecks, healthRoutes, housekeeping, lifecycle, type Running } from '../lifecycle';
import { messagingParts } from './messaging-parts';
import type { ServiceParts } from './parts';

export interface Service extends Running {
  httpPort(): number;
  /** OpenAPI 3.1 of its routes; needs no start. */
  openapi(): object;
}

/** Puts a service together in the one order that is right: database → own parts → broker → HTTP, and back. */
export function composeService<Tx extends Sql>(parts: ServiceParts<Tx>): Service {
  const { name, config, logger, database, routes } = parts;
  let draining = false;
  const messaging = messagingParts(parts);
  const revocations = createRevocations(parts.revoked, logger);
  const checks: HealthChecks = {
    database: () => database.ping().then(() => 'up' as const),
    broker: messaging.state,
    ...parts.checks,
  };
  const openapi = () => openapiOf(name, routes);
  const app = createApp({
    database,
    logger,
    routes,
    authenticate: createAuthenticator(config.JWT_ISSUER, parts.keys, revocations.isRevoked),
    requireStanding: revocations.requireStanding,
    inner: {
      ...healthRoutes(name, checks, () => draining),
      '/openapi.json': (_request, response) => {
        response.json(openapi());
      },
    },
  });
  const http = httpServer(app, config.HTTP_HOST, config.HTTP_PORT);
  const running = lifecycle(logger, [
    { name: 'database', stop: () => database.close() },
    housekeeping(database, logger),
    revocations.part,
    ...messaging.parts,
    ...(parts.own ?? []),
    { name: 'http', start: http.start, stop: () => http.stop() },
  ]);
  return {
    async start() {
      await running.start();
      logger.info({ port: http.port() }, `${name} is up`);
    },
    async stop() {
      draining = true;
      await running.stop();
      logger.info(`${name} has stopped`);
    },
    httpPort: http.port,
    openapi,
  };
}
