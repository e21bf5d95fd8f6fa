export { type ClientLike, createDatabase, type Database, poolOptions, type Sql } from './database';
export { createLeader, type Leader } from './leader';
export { ageOf, newId } from './new-id';
export { isDatabaseAway, type PgError, pgError, translateAbsence } from './pg-errors';
export { sqlOver } from './plain-sql';
export { type DatabaseProvisioning, provisionDatabase } from './provision';
export { withClient, withSql } from './with-client';
