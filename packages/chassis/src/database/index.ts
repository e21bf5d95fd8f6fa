export { allInOrder } from './all-in-order';
export { countRows } from './count-rows';
export { type ClientLike, createDatabase, type Database } from './database';
export { fromJson } from './from-json';
export { inTransaction } from './in-transaction';
export { createLeader, type Leader, type LeaderOptions } from './leader';
export { ageOf, newId } from './new-id';
export { isDatabaseUnavailable, missingSetup, type PgError, pgError, toUnavailable } from './pg-errors';
export { createPool } from './pool';
export {
  type ComposedSql,
  type Sql,
  type SqlTransaction,
  type SqlValue,
  type Statement,
  statement,
  suitsAll,
} from './sql';
export { sqlOver } from './sql-over';
export { withClient, withSql, withSqlAt } from './with-client';
