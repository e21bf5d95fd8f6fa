import { publishSpeakerDeleted } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { endInvitations, toProfile } from './end-invitations';
import { tellContacts } from './tell-contacts';

/** Deletes a profile, whose row is locked by this transaction, and all that hangs on it. */
export async function removeSpeaker(tx: Tx, id: string): Promise<void> {
  await emptySpeaker(tx, id);
  const { version } = await tx.speaker.delete({ where: { id } });
  await publishSpeakerDeleted(tx, id, version + 1);
}

/** Whoever was told how to reach the person of a profile that goes is told that they are not to be reached. */
export async function emptySpeaker(tx: Tx, id: string): Promise<void> {
  await endInvitations(tx, toProfile(id));
  await tx.speaker.update({ where: { id }, data: { email: null, userId: null } });
  await tellContacts(tx, [id]);
}
