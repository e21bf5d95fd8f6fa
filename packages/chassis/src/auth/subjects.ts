import type { Sql } from '../database';
import { type Message, newestOf } from '../messaging';

/** What the issuer's messages say of a subject of access tokens. */
export interface SubjectState {
  id: string;
  status: 'active' | 'disabled';
  /** Tokens issued up to then do not count: RFC 3339. */
  signedOutAt?: string | null | undefined;
}

/**
 * Upserts what messages say of subjects, unless something newer is known; handles the issuer's messages as it is.
 * @param messages their sequences are the subjects' versions
 */
export async function upsertSubjects(sql: Sql, messages: readonly Message<SubjectState>[]): Promise<void> {
  const states = newestOf(messages).map(({ sequence, data: { id, status, signedOutAt } }) => ({
    id,
    version: sequence,
    disabled: status === 'disabled',
    signed_out_at: signedOutAt ?? null,
  }));
  await sql.$executeRaw`
    INSERT INTO token_subjects AS existing (id, version, disabled, signed_out_at)
    SELECT id, version, disabled, signed_out_at
    FROM jsonb_to_recordset(${JSON.stringify(states)}::jsonb)
      AS s (id uuid, version int, disabled boolean, signed_out_at timestamptz) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, disabled = excluded.disabled,
      signed_out_at = excluded.signed_out_at
    WHERE existing.version < excluded.version`;
}

/** Whether a subject is known here, and may act. */
export async function findSubject(sql: Sql, id: string): Promise<SubjectState | undefined> {
  const rows = await sql.$queryRaw<{ disabled: boolean }[]>`
    SELECT disabled FROM token_subjects WHERE id = ${id}::uuid`;
  const [row] = rows;
  return row && { id, status: row.disabled ? 'disabled' : 'active' };
}
