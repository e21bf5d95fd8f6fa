import type { SqlTransaction, Statement } from '@ems/chassis/database';
import { canBlock, refuseBlocked, type Settings } from '../conflicts';

/**
 * Writes a slot and its message, with the commit where no rule of the event can forbid what is then there.
 * @returns the rows of `write`
 * @throws DomainError 409 `slot.blocked`
 */
export async function finishBooking<Row extends object>(
  sql: SqlTransaction,
  settings: Settings,
  slotId: string,
  write: Statement,
  message: Statement,
): Promise<Row[]> {
  if (!canBlock(settings)) {
    const [rows] = await sql.finish<[Row[], object[]]>(write, message);
    return rows;
  }
  const rows = await sql.$queryRaw<Row[]>(write.template, ...write.values);
  await refuseBlocked(sql, settings, [slotId]);
  await sql.finish(message);
  return rows;
}
