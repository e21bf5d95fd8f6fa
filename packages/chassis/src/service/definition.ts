import type { KeySource, LoadRevoked } from '../auth';
import type { Database, Sql } from '../database';
import type { ErrorKind } from '../errors';
import type { InnerHandler, Route } from '../http';
import type { Component, HealthChecks } from '../lifecycle';
import type { Logger } from '../log';
import type { CatalogueEntry, Subscription } from '../messaging';
import type { Readings } from '../metrics';
import type { KnownProblem } from '../openapi';
import type { WarmUp } from './warm-up';

export interface ServiceConfig {
  HTTP_HOST: string;
  HTTP_PORT: number;
  METRICS: 'on' | 'off';
  METRICS_HOST: string;
  METRICS_PORT: number | '';
  BUILD_COMMIT: string;
  DRAIN_SECONDS: number;
  DATABASE_URL: string;
  AMQP_URL: string;
  JWT_ISSUER: string;
  REPLY_CACHE_MB: number;
  IDEMPOTENCY_KEY_SECRET: string;
  IDEMPOTENCY_KEY_SECRET_PREVIOUS: string;
}

/** What makes a service: everything that differs between one and another. */
export interface ServiceDefinition<Tx, R extends Route<Tx> = Route<Tx>> {
  name: string;
  config: ServiceConfig;
  logger: Logger;
  database: Database<Sql, Tx>;
  keys: KeySource;
  /** The issuer of access tokens says here which no longer count, and is asked at each request; others know by its messages. */
  revoked?: LoadRevoked;
  routes: readonly R[];
  /** What the gateway alone asks, outside the contract, by path. */
  inner?: Record<string, InnerHandler>;
  /** SQL of a text array: the conditions that hold now, of those that its shared replies require. */
  conditions?: string;
  subscriptions: readonly Subscription<Tx>[];
  /** The catalogue of the whole system; says who consumes what. */
  messages: readonly CatalogueEntry[];
  /** Components of its own, started after the broker's and before HTTP: gRPC servers, periodic jobs, first data. */
  components?: readonly Component[];
  /** What it reads itself before others can ask for it. */
  warmUp?: WarmUp;
  /** The registry of all domain errors, by code. */
  problems: Readonly<Record<string, Omit<KnownProblem, 'status' | 'title'> & { kind: ErrorKind }>>;
  checks?: HealthChecks;
  /** Gauges of its own. */
  readings?: readonly Readings[];
}
