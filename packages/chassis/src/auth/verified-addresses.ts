import type { Sql } from '../database';
import { type Message, newestOf } from '../messaging';
import { eraseSubject, type SubjectState, upsertSubjects } from './subjects';

/** What the issuer's messages say of a subject and of its address. */
export interface AddressState extends SubjectState {
  /** Keyed: see {@link EmailDigest}. */
  emailDigest?: string | undefined;
}

/**
 * Does what {@link upsertSubjects} does, and upserts which addresses are shown to be whose: for a service that compares addresses,
 * and has a table `account_replicas` for it.
 */
export async function upsertSubjectsAndAddresses(sql: Sql, messages: readonly Message<AddressState>[]): Promise<void> {
  await upsertSubjects(sql, messages);
  const rows = newestOf(messages).map(({ sequence, data: { id, emailVerified, emailDigest } }) => ({
    id,
    version: sequence,
    verified_email: (emailVerified && emailDigest) || null,
  }));
  await sql.$executeRaw`
    INSERT INTO account_replicas AS current (id, version, verified_email)
    SELECT id, version, verified_email
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS a (id uuid, version int, verified_email text) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, verified_email = excluded.verified_email
    WHERE current.version < excluded.version`;
}

/** The keyed digest of the address that an account is known to have; undefined where it has shown none to be its own. */
export async function findVerifiedAddress(sql: Sql, id: string): Promise<string | undefined> {
  const [account] = await sql.$queryRaw<{ digest: string | null }[]>`
    SELECT verified_email AS digest FROM account_replicas WHERE id = ${id}::uuid`;
  return account?.digest ?? undefined;
}

/** Does what {@link eraseSubject} does, and leaves that there was an account, so that a late message does not bring its address back. */
export async function eraseSubjectAndAddress(sql: Sql, message: Message<AddressState>): Promise<void> {
  await eraseSubject(sql, message);
  await sql.$executeRaw`
    INSERT INTO account_replicas (id, version) VALUES (${message.data.id}::uuid, ${message.sequence})
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, verified_email = NULL`;
}
