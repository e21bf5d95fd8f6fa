export { type ClientLike, createDatabase, type Database, poolOptions, type Sql } from './database';
export { isDatabaseAway, type PgError, pgError, translateAbsence } from './pg-errors';
export { ageOf, newId } from './new-id';
