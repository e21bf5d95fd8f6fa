export { countRows } from './count-rows';
export { type ClientLike, createDatabase, type Database, type Sql } from './database';
export { createLeader, type Leader } from './leader';
export { ageOf, newId } from './new-id';
export { isDatabaseUnavailable, missingSetup, type PgError, pgError, toUnavailable } from './pg-errors';
export { createPool } from './pool';
export { sqlOver } from './sql-over';
export { withClient, withSql, withSqlAt } from './with-client';
