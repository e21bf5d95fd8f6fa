import type { Sql } from '../database';

/** What the issuer's messages say of a subject of access tokens. */
export interface SubjectState {
  id: string;
  status: 'active' | 'disabled';
  /** Tokens issued up to then do not count: RFC 3339. */
  signedOutAt?: string | null | undefined;
}

/**
 * Upserts what a message says of a subject, unless something newer is known; handles the issuer's messages as it is.
 * @param message its sequence is the subject's version
 */
export async function upsertSubject(
  tx: Sql,
  { sequence, data: { id, status, signedOutAt } }: { sequence: number; data: SubjectState },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO token_subjects AS existing (id, version, disabled, signed_out_at)
    VALUES (${id}::uuid, ${sequence}, ${status === 'disabled'}, ${signedOutAt ?? null}::timestamptz)
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
