import type { SpeakerCopy } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';

/**
 * Notes that a profile leads to another, and finds the one that stands in the end: of two merges the later may be heard
 * of first.
 * @returns null where what it leads to was deleted since
 * @throws Error when what it leads to is not known yet: the message comes again later
 */
export async function standingSpeaker(tx: Tx, id: string, into: string, sequence: number): Promise<SpeakerCopy | null> {
  await tx.availabilityCopy.deleteMany({ where: { speakerId: id } });
  await tx.$executeRaw`
    INSERT INTO speaker_copies (id, version, deleted, merged_into) VALUES (${id}::uuid, ${sequence}, true, ${into}::uuid)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = true, user_id = NULL, merged_into = excluded.merged_into`;
  for (let next: string | null = into; next !== null; ) {
    const found: SpeakerCopy | null = await tx.speakerCopy.findUnique({ where: { id: next } });
    if (!found) throw new Error(`speaker ${next} is not known yet`);
    if (!found.deleted) return found;
    next = found.mergedInto;
  }
  return null;
}
