import { record } from '@ems/chassis/messaging';
import { speakerDeleted, speakerUpdated } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { sessionsOf } from '../session-copies';
import { lockSpeaker } from './queries';

/** The nil UUID (RFC 9562): nobody. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * The profile that the account claimed goes with it, unless a programme shows it: then it stays as what the programme
 * says, of nobody. Profiles that the account made for others stay, and its address goes wherever it was written down.
 * @param emailDigest SHA-256 of the account's address, hexadecimal
 */
export async function unlinkFromSpeakers(tx: Tx, userId: string, emailDigest: string): Promise<void> {
  const invitations = await tx.$queryRaw<{ id: string }[]>`
    DELETE FROM invitations WHERE encode(sha256(convert_to(lower(email), 'UTF8')), 'hex') = ${emailDigest}
    RETURNING id::text`;
  for (const { id } of invitations) await forgetReplies(tx, id);
  const touched = await tx.$queryRaw<{ id: string; is_theirs: boolean }[]>`
    SELECT id, email IS NOT NULL AND encode(sha256(convert_to(lower(email), 'UTF8')), 'hex') = ${emailDigest} AS is_theirs
    FROM speakers
    WHERE user_id = ${userId}::uuid OR created_by = ${userId}::uuid
       OR (email IS NOT NULL AND encode(sha256(convert_to(lower(email), 'UTF8')), 'hex') = ${emailDigest})
    ORDER BY id`;
  for (const { id, is_theirs: hasAddress } of touched) {
    const speaker = await lockSpeaker(tx, id);
    if (!speaker) continue;
    if (hasAddress) await forgetReplies(tx, id);
    const isClaimed = speaker.userId === userId;
    if (isClaimed && (await sessionsOf(tx, id)).length === 0) {
      await tx.speaker.delete({ where: { id } });
      await record(tx, speakerDeleted, id, speaker.version + 1, { id });
      continue;
    }
    const {
      version,
      userId: claimant,
      createdBy,
    } = await tx.speaker.update({
      where: { id },
      data: {
        ...(isClaimed && { userId: null }),
        ...((isClaimed || hasAddress) && { email: null }),
        ...(speaker.createdBy === userId && { createdBy: nobody }),
        version: { increment: 1 },
        updatedAt: new Date(),
      },
    });
    await record(tx, speakerUpdated, id, version, { id, userId: claimant, createdBy });
  }
}

/** Whoever wrote the address down may have a stored reply that repeats it. */
const forgetReplies = (tx: Tx, id: string) => tx.$executeRaw`DELETE FROM idempotency WHERE strpos(body, ${id}) > 0`;
