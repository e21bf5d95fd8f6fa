import type { Pool } from 'pg';
import type { Sql } from './sql';
import { sqlOver } from './sql-over';

/** Does the work between BEGIN and COMMIT on one connection of the pool, or rolls it back. */
export async function inTransaction<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  let failure: Error | undefined;
  try {
    await connection.query('BEGIN');
    const result = await work(sqlOver(connection));
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is not used again.
    await connection.query('ROLLBACK').catch(lost => {
      failure = lost;
    });
    throw error;
  } finally {
    connection.release(failure);
  }
}
