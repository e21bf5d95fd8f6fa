import type { SpeakerCopy } from '../../generated/prisma/client';
import { awaitCopies } from '../../shared/await-copies';
import type { Db } from '../../shared/database';

export type { SpeakerCopy };

/**
 * The speakers in the order of their ids, if need be after a moment of waiting for their first messages.
 * @param refuse makes the error for an id that is no speaker's
 */
export const awaitSpeakers = (db: Db, ids: readonly string[], refuse: (id: string) => Error): Promise<SpeakerCopy[]> =>
  awaitCopies(ids, wanted => db.speakerCopy.findMany({ where: { id: { in: wanted } } }), refuse);
