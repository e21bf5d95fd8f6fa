import type { Sql } from '../database';
import { type Message, newestOf } from '../messaging';

/** What the issuer's messages say of a subject of access tokens. */
export interface SubjectState {
  id: string;
  status: 'active' | 'disabled';
  /** Tokens issued up to then do not count: RFC 3339. */
  signedOutAt?: string | null | undefined;
  /** Whether it has shown that its mailbox is its own. */
  emailVerified?: boolean | undefined;
}

/**
 * Upserts what messages say of subjects, unless something newer is known; handles the issuer's messages as it is.
 * @param messages their sequences are the subjects' versions
 */
export async function upsertSubjects(sql: Sql, messages: readonly Message<SubjectState>[]): Promise<void> {
  const states = newestOf(messages).map(({ sequence, data: { id, status, signedOutAt, emailVerified } }) => ({
    id,
    version: sequence,
    disabled: status === 'disabled',
    signed_out_at: signedOutAt ?? null,
    email_verified: emailVerified ?? false,
  }));
  await sql.$executeRaw`
    INSERT INTO token_subjects AS existing (id, version, disabled, signed_out_at, email_verified)
    SELECT id, version, disabled, signed_out_at, email_verified
    FROM jsonb_to_recordset(${JSON.stringify(states)}::jsonb)
      AS s (id uuid, version int, disabled boolean, signed_out_at timestamptz, email_verified boolean) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, disabled = excluded.disabled,
      signed_out_at = excluded.signed_out_at, email_verified = excluded.email_verified
    WHERE existing.version < excluded.version`;
}

/** Keeps of an erased subject that none of its tokens counts, and no more. */
export const eraseSubject = (sql: Sql, message: Message<SubjectState>): Promise<void> =>
  upsertSubjects(sql, [{ ...message, data: { ...message.data, emailVerified: false } }]);

/** Whether a subject is known here, and may act. */
export async function findSubject(sql: Sql, id: string): Promise<SubjectState | undefined> {
  const rows = await sql.$queryRaw<{ disabled: boolean }[]>`
    SELECT disabled FROM token_subjects WHERE id = ${id}::uuid`;
  const [row] = rows;
  return row && { id, status: row.disabled ? 'disabled' : 'active' };
}
