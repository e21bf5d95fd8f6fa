import { createAuthenticator, createRevocations, loadRevoked } from '../auth';
import { keepReplies, trimPublicChanges } from '../cache';
import { type Sql, toUnavailable } from '../database';
import { ofKind, transportProblems } from '../errors';
import { aroundReady, type Contract, createApp, httpServer, type Route } from '../http';
import { type App, type HealthChecks, healthRoutes, lifecycle } from '../lifecycle';
import { metricsServer } from '../metrics';
import { openapiOf } from '../openapi';
import { databaseCheck } from './database-check';
import type { ServiceConfig, ServiceDefinition } from './definition';
import { messagingComponents } from './messaging-components';
import { retentionJob } from './retention-job';
import { serviceReadings } from './service-readings';
import { warmUp } from './warm-up';

/** An empty one is none. */
const sealSecretsOf = ({ IDEMPOTENCY_KEY_SECRET: now, IDEMPOTENCY_KEY_SECRET_PREVIOUS: before }: ServiceConfig) =>
  [now, ...(before ? [before] : [])] as const;

const withTitles = (problems: ServiceDefinition<unknown>['problems']) =>
  Object.fromEntries(
    Object.entries(problems).map(([code, { kind, ...known }]) => [code, { ...known, ...ofKind(kind) }]),
  );

export interface Service<R extends Contract = Contract> extends App {
  httpPort(): number;
  /** Where its metrics are; undefined where they are switched off. */
  metricsPort(): number | undefined;
  /** What it answers over HTTP. */
  routes: readonly R[];
  /** OpenAPI 3.1 of its routes; needs no start. */
  openapi(): object;
}

/**
 * Puts a service together in the one order that is right: database, metrics, retention job, revocations, broker, consumer,
 * relay, warm-up, the service's own components, HTTP; it stops in reverse.
 */
export function composeService<Tx extends Sql, R extends Route<Tx>>(definition: ServiceDefinition<Tx, R>): Service<R> {
  const { name, config, logger, database, routes } = definition;
  let draining = false;
  const messaging = messagingComponents(definition);
  const { isRevoked, requireNotRevoked, component } = createRevocations(
    definition.revoked ?? (caller => loadRevoked(database.client, caller)),
    logger,
  );
  const checks: HealthChecks = {
    database: databaseCheck(database, logger),
    broker: messaging.state,
    ...definition.checks,
  };
  let document: object | undefined;
  const openapi = () => {
    document ??= openapiOf(name, routes, { ...transportProblems, ...withTitles(definition.problems) });
    return document;
  };
  const kept =
    config.REPLY_CACHE_MB > 0 && routes.some(({ shared }) => shared)
      ? keepReplies({
          name,
          databaseUrl: config.DATABASE_URL,
          database,
          logger,
          maxBytes: config.REPLY_CACHE_MB * 1024 * 1024,
          conditions: definition.conditions,
        })
      : undefined;
  const app = createApp({
    database,
    logger,
    routes,
    authenticate: createAuthenticator(config.JWT_ISSUER, definition.keys, isRevoked),
    requireNotRevoked,
    isIssuer: definition.revoked !== undefined,
    sealSecrets: sealSecretsOf(config),
    replies: kept?.replies,
    inner: {
      ...definition.inner,
      ...healthRoutes(name, checks, () => draining),
      '/openapi.json': (_request, response) => {
        response.json(openapi());
      },
    },
  });
  const metrics = metricsServer({
    host: config.METRICS_HOST,
    port: config.METRICS === 'on' ? config.METRICS_PORT : '',
    logger,
    readings: [...serviceReadings(definition, checks), ...(definition.readings ?? [])],
  });
  const listener = kept ? kept.replies.listener(app, aroundReady(logger)) : app;
  const http = httpServer(listener, config.HTTP_HOST, config.HTTP_PORT);
  const running = lifecycle(logger, [
    { name: 'database', stop: () => database.close() },
    metrics,
    retentionJob(database, logger),
    trimPublicChanges(database.client, logger),
    component,
    ...(kept ? [kept.component] : []),
    ...messaging.components,
    // Before anybody can call it, over gRPC or HTTP.
    ...(definition.warmUp
      ? [warmUp({ database, listener, keys: definition.keys, paths: definition.warmUp, logger })]
      : []),
    ...(definition.components ?? []),
    {
      name: 'http',
      async start() {
        await http.start();
        logger.info({ host: config.HTTP_HOST, port: http.port() }, 'HTTP server listening');
      },
      stop: () => http.stop(),
    },
  ]);
  return {
    async start() {
      await running.start().catch(error => {
        throw toUnavailable(error);
      });
      logger.info(`${name} started`);
    },
    async drain() {
      draining = true;
      if (config.DRAIN_SECONDS > 0) await http.drain(1_000 * config.DRAIN_SECONDS);
    },
    async stop() {
      draining = true;
      await running.stop();
      logger.info(`${name} stopped`);
    },
    httpPort: http.port,
    metricsPort: metrics.port,
    routes,
    openapi,
  };
}
