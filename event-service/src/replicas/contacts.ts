import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { UserContact } from '@ems/contracts';
import type { Tx } from '../shared/database';

/** Keeps how people are called and reached, unless something newer is known. */
export async function upsertContacts(sql: Sql, messages: readonly Message<UserContact>[]): Promise<void> {
  const rows = newestOf(messages).map(({ sequence, data: { id, name, email, language } }) => ({
    id,
    version: sequence,
    name,
    email,
    language,
  }));
  await sql.$executeRaw`
    INSERT INTO contact_replicas AS current (id, version, name, email, language)
    SELECT id, version, name, email, language
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS c (id uuid, version int, name text, email text, language text) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name, email = excluded.email,
      language = excluded.language
    WHERE current.version < excluded.version AND NOT current.deleted`;
}

/** Leaves a tombstone, so that a late message does not bring back who is erased. */
export async function tombstoneContact(sql: Sql, id: string, version: number): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO contact_replicas (id, version, deleted) VALUES (${id}::uuid, ${version}, true)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = true, name = NULL, email = NULL, language = NULL`;
}

/** The names of those of these accounts that are known. */
export async function namesOf(db: Tx, ids: string[]): Promise<Map<string, string | null>> {
  const found = await db.contactReplica.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(found.map(({ id, name }) => [id, name]));
}
