import type { ClientBase, Pool, QueryConfig } from 'pg';
import { allInOrder } from './all-in-order';
import { isRolledBack } from './pg-errors';
import type { Sql, SqlTransaction, Statement } from './sql';
import { sqlOver } from './sql-over';

interface Ending<T> {
  /** Stores what depends on the result, before the commit. */
  complete?: ((sql: Sql, result: T) => Promise<void>) | undefined;
  /** Told of the COMMIT as it is sent, and where the server has rolled it back. */
  onCommit?: (isUnderWay: boolean) => void;
}

/**
 * Does the work between BEGIN and COMMIT on one connection of a pool in pipeline mode, or rolls it back. BEGIN leaves with the
 * first statement, and COMMIT with the last, where the work names them by `finish`.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (sql: SqlTransaction) => Promise<T>,
  { complete, onCommit = () => undefined }: Ending<T> = {},
): Promise<T> {
  const connection = await pool.connect();
  // A connection that breaks fails the statement; without a listener it would end the process.
  const ignore = () => undefined;
  connection.on('error', ignore);
  let refusal: Error | undefined;
  const begun = connection.query('BEGIN').catch(error => {
    refusal = error;
  });
  const requireBegun = async () => {
    await begun;
    if (refusal) throw refusal;
  };
  // Outside of a transaction nothing is written.
  const sql = sqlOver({
    query: (statement: QueryConfig) => (refusal ? Promise.reject(refusal) : connection.query(statement)),
  } as Pick<ClientBase, 'query'>);
  let failure: Error | undefined;
  let isCommitted = false;
  /** PostgreSQL answers a COMMIT behind a statement that failed by rolling back. */
  const commitWith = async <Row>(answers: readonly Promise<Row>[]): Promise<Row[]> => {
    onCommit(true);
    const commit = connection.query('COMMIT').catch(error => {
      if (isRolledBack(error)) onCommit(false);
      throw error;
    });
    const [rows] = await allInOrder([allInOrder(answers), commit]);
    isCommitted = true;
    return rows;
  };
  const finish = async (...statements: Statement[]): Promise<unknown[]> => {
    await requireBegun();
    const answers = statements.map(({ template, values }) => sql.$queryRaw(template, ...values));
    return complete ? allInOrder(answers) : commitWith(answers);
  };
  try {
    const result = await work({ ...sql, finish: finish as SqlTransaction['finish'] });
    await requireBegun();
    await complete?.(sql, result);
    if (!isCommitted) await commitWith([]);
    return result;
  } catch (error) {
    // A connection that cannot even roll back is not used again.
    if (!isCommitted)
      await connection.query('ROLLBACK').catch(lost => {
        failure = lost;
      });
    throw error;
  } finally {
    connection.off('error', ignore);
    connection.release(failure);
  }
}
