import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { conflict } from '@ems/chassis/errors';
import type { Tx } from '../../shared/database';
import { lockToChange } from '../speakers';
import type { Invitation } from './schemas';
import { hashToken, newToken } from './token';

const lifetimeMs = 14 * 86_400_000;

/**
 * Invites a person to take over their profile. An open invitation to the same address is replaced: its token ends.
 * @throws DomainError 404, 403, or 409 when the profile is claimed
 */
export async function invite(
  tx: Tx,
  { speakerId, email, caller }: { speakerId: string; email: string; caller: Caller },
): Promise<{ invitation: Invitation; token: string }> {
  const speaker = await lockToChange(tx, speakerId, caller);
  if (speaker.userId !== null)
    throw conflict('speaker.already-claimed', 'The profile is claimed; nobody is to invite.');
  // What nobody used in time is personal data without a purpose.
  await tx.$executeRaw`DELETE FROM invitations WHERE expires_at < now()`;
  await tx.invitation.deleteMany({ where: { speakerId: speaker.id, email } });
  const token = newToken();
  const expiresAt = new Date(Date.now() + lifetimeMs);
  const invitation = await tx.invitation.create({
    data: { id: newId(), speakerId: speaker.id, email, tokenHash: hashToken(token), expiresAt },
  });
  return { invitation, token };
}
