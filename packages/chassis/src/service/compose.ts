import { type Caller, createAuthenticator, type KeySource } from '../auth';
import type { Database, Sql } from '../database';
import { createApp, httpServer, openapiOf, type Route } from '../http';
import { type HealthChecks, healthRoutes, housekeeping, lifecycle, type Part, type Running } from '../lifecycle';
import type { Logger } from '../log';
import type { Catalogued, Subscription } from '../messaging';
import { messagingParts } from './messaging-parts';

export interface ServiceConfig {
  HTTP_HOST: string;
  HTTP_PORT: number;
  DATABASE_URL: string;
  AMQP_URL: string;
  JWT_ISSUER: string;
}

/** What makes a service: everything that differs between one and another. */
export interface ServiceParts<Tx> {
  name: string;
  config: ServiceConfig;
  logger: Logger;
  database: Database<Sql, Tx>;
  keys: KeySource;
  isRevoked?: (caller: Caller) => boolean;
  routes: readonly Route<Tx>[];
  subscriptions: readonly Subscription<Tx>[];
  /** The catalogue of the whole system; says who hears what. */
  messages: readonly Catalogued[];
  /** Parts of its own, started after the database and before the doors: gRPC servers and clients, first data. */
  own?: readonly Part[];
  checks?: HealthChecks;
}

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
    authenticate: createAuthenticator(config.JWT_ISSUER, parts.keys, parts.isRevoked),
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
