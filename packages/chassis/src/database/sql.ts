/** SQL that is composed of parts, such as Prisma's: the values stand between the strings. */
export interface ComposedSql {
  strings: readonly string[];
  values: readonly unknown[];
  /** As {@link suitsAll} says it. */
  isPrepared?: boolean;
}

/** A part of which one plan suits all values, so that a statement with it is prepared. Its text must not vary. */
export const suitsAll = <Composed extends ComposedSql>(sql: Composed): Composed =>
  Object.assign(sql, { isPrepared: true });

/** Raw SQL by tagged template, as a Prisma client or transaction offers it; all values travel as parameters. */
export interface Sql {
  $queryRaw<T = unknown>(query: TemplateStringsArray | ComposedSql, ...values: unknown[]): PromiseLike<T>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

type Scalar = string | number | boolean | Date | null;

/** What can always be sent, so that a statement fails at the server or not at all. */
export type SqlValue = Scalar | readonly Scalar[];

/** A statement that is not sent yet. */
export interface Statement {
  template: TemplateStringsArray;
  values: readonly SqlValue[];
}

/** A {@link Statement} by tagged template; all values travel as parameters. */
export const statement = (template: TemplateStringsArray, ...values: SqlValue[]): Statement => ({ template, values });

/**
 * A transaction by hand. Statements leave in the order of their calls, and what is called without waiting in between leaves
 * together: one round trip, in which each statement sees what was committed while those before it waited for a lock.
 */
export interface SqlTransaction extends Sql {
  /**
   * Sends the last statements of the transaction; together with its COMMIT, unless something is to be stored with them that
   * depends on their rows. Nothing is sent through the transaction after that.
   * @returns the rows of each
   */
  finish<Rows extends readonly object[][] = object[][]>(...statements: Statement[]): Promise<Rows>;
}
