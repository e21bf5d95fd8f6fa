import { publishSpeaker, speakerUpdated } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { endInvitations, toOtherAddresses } from './end-invitations';
import { removeSpeaker } from './remove-speaker';
import { lockSpeakerForUpdate } from './repository';
import { emptyProfile, type Speaker } from './schemas';
import { tellContacts } from './tell-contacts';

/** The nil UUID (RFC 9562): nobody. */
const nobody = '00000000-0000-0000-0000-000000000000';

interface Erased {
  userId: string;
  /** Keyed digest of the account's address. */
  emailDigest: string;
  /** The account had shown that the mailbox is its own. */
  emailVerified: boolean;
  now: Date;
}

/** What other areas know of a profile. */
interface ProfileFacts {
  /** A public programme shows it. */
  isPublic(id: string): Promise<boolean>;
  forgetAvailability(id: string): Promise<void>;
}

/**
 * The account's own profile goes: the one that it claimed, and those that nobody claimed and that have its address. Where a
 * public programme shows one, its name alone stays, of nobody. Profiles of others that the account created stay, and its address is
 * removed wherever it was written down.
 */
export async function anonymizeSpeakers(
  tx: Tx,
  erased: Erased,
  { isPublic, forgetAvailability }: ProfileFacts,
): Promise<void> {
  const { userId, emailDigest } = erased;
  const affected = await tx.$queryRaw<{ id: string; hasAddress: boolean }[]>`
    SELECT id, coalesce(email_digest = ${emailDigest}, false) AS "hasAddress" FROM speakers
    WHERE user_id = ${userId}::uuid OR created_by = ${userId}::uuid OR email_digest = ${emailDigest} ORDER BY id`;
  for (const { id, hasAddress } of affected) {
    const speaker = await lockSpeakerForUpdate(tx, id);
    if (!speaker) continue;
    const isOwn = isOwnProfile(speaker, hasAddress, erased);
    if (isOwn || hasAddress) await deleteRepliesAbout(tx, id);
    if (isOwn && !(await isPublic(id))) {
      await removeSpeaker(tx, id);
      continue;
    }
    if (isOwn) {
      await forgetAvailability(id);
      await tx.suggestion.deleteMany({ where: { speakerId: id } });
    }
    if (isOwn || hasAddress) await endInvitations(tx, toOtherAddresses(id, null));
    const anonymized = await tx.speaker.update({
      where: { id },
      data: {
        ...(isOwn && { ...emptyProfile, userId: null }),
        ...(hasAddress && { email: null }),
        ...(speaker.createdBy === userId && { createdBy: nobody }),
        version: { increment: 1 },
        updatedAt: erased.now,
      },
    });
    await publishSpeaker(tx, speakerUpdated, anonymized);
    await tellContacts(tx, [id]);
  }
  await tx.suggestion.updateMany({ where: { suggestedBy: userId }, data: { suggestedBy: nobody } });
}

/** Whoever only entered somebody's address at registration does not get that person's profile deleted. */
function isOwnProfile(speaker: Speaker, hasAddress: boolean, { userId, emailVerified }: Erased): boolean {
  if (speaker.userId !== null) return speaker.userId === userId;
  return hasAddress && (emailVerified || speaker.createdBy === userId);
}

/** Whoever wrote an address down may have a stored reply that repeats it. @param id of what it was written in */
export const deleteRepliesAbout = (tx: Tx, id: string) =>
  tx.$executeRaw`DELETE FROM idempotency WHERE strpos(body, ${id}) > 0`;
