import type { Sql } from '@ems/chassis/database';
import { Prisma } from '../../generated/prisma/client';
import { type EndedInvitation, publishEndedInvitations } from '../../messaging/published';

/**
 * Deletes invitations, and tells who mails them that they have ended. The row of their profile is locked by this transaction.
 * @param which the condition of a statement
 * @returns those that were there
 */
export async function endInvitations(sql: Sql, which: Prisma.Sql): Promise<EndedInvitation[]> {
  const ended = await sql.$queryRaw<EndedInvitation[]>`
    DELETE FROM invitations WHERE ${which} RETURNING id::text, speaker_id::text AS "speakerId", version`;
  await publishEndedInvitations(sql, ended);
  return ended;
}

export const toProfile = (speakerId: string) => Prisma.sql`speaker_id = ${speakerId}::uuid`;

/** An invitation is to the person at an address: it ends when the profile gets another one. */
export const toOtherAddresses = (speakerId: string, email: string | null) =>
  Prisma.sql`speaker_id = ${speakerId}::uuid AND email IS DISTINCT FROM ${email}`;
