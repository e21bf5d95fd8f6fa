import pg from 'pg';
import { config } from './config.ts';
import { HttpError } from './errors.ts';

export const pool = new pg.Pool({ connectionString: config.DATABASE_URL, max: config.DATABASE_POOL });

export type Client = pg.PoolClient;

/** What the database's own rules say to a caller, by the constraint that was violated. */
const conflicts: Record<string, string> = {
  slots_room_no_overlap: 'slot.taken',
  slot_speakers_no_overlap: 'slot.taken',
  registrations_one_active: 'registration.exists',
  check_ins_one_active: 'check-in.exists',
};

/**
 * Runs `work` in one transaction.
 * @throws HttpError 409 where a rule of the database is violated
 */
export async function transact<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    const code = error instanceof pg.DatabaseError && error.constraint ? conflicts[error.constraint] : undefined;
    throw code === undefined ? error : new HttpError(409, code);
  } finally {
    client.release();
  }
}
