import type { Message } from '@ems/chassis/messaging';
import type { SpeakerState } from '@ems/contracts';
import type { Tx } from '../../shared/database';

/** Keeps that a profile exists and who claimed it, unless something newer is known. */
export async function copySpeaker(tx: Tx, { data, sequence }: Message<SpeakerState>): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO speaker_copies AS held (id, version, user_id)
    VALUES (${data.id}::uuid, ${sequence}, ${data.userId}::uuid)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, user_id = excluded.user_id
    WHERE held.version < excluded.version AND NOT held.deleted`;
}

/** Leaves a tombstone, so that a late message does not revive the profile. */
export async function burySpeaker(tx: Tx, { data, sequence }: Message<{ id: string }>): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO speaker_copies (id, version, deleted) VALUES (${data.id}::uuid, ${sequence}, true)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = true, user_id = NULL`;
}
