import type { KeySource, LoadRevoked } from '../auth';
import type { Database, Sql } from '../database';
import type { Route } from '../http';
import type { HealthChecks, Part } from '../lifecycle';
import type { Logger } from '../log';
import type { Catalogued, Subscription } from '../messaging';

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
  /** Whose access tokens no longer count. */
  revoked: LoadRevoked;
  routes: readonly Route<Tx>[];
  subscriptions: readonly Subscription<Tx>[];
  /** The catalogue of the whole system; says who hears what. */
  messages: readonly Catalogued[];
  /** Parts of its own, started after the database and before the doors: gRPC servers and clients, first data. */
  own?: readonly Part[];
  checks?: HealthChecks;
}
