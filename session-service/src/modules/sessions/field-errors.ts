import { invalidField } from '@ems/chassis/errors';
import type { ConstraintErrors } from '@ems/chassis/http';
import type { Prisma } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';
import { problem } from '../../shared/problem';

/**
 * What the database refuses of a session's fields.
 * @param where the event is found by, once the transaction is rolled back
 * @param externalId that was given
 */
export const fieldErrors = (
  db: Db,
  where: Prisma.EventReplicaWhereInput,
  externalId: string | null | undefined,
): ConstraintErrors => ({
  sessions_track_fkey: () => invalidField('#/trackId', 'unknown', 'The event has no such track.'),
  sessions_tags_are_distinct: () => invalidField('#/tags', 'duplicate', 'Each tag once.'),
  sessions_event_id_external_id_key: async () => {
    const other = await db.session.findFirst({
      where: { event: where, externalId: externalId ?? null },
      select: { id: true },
    });
    return problem('session.external-id-taken', 'Another session of the event is known by this id.', {
      sessionId: other?.id ?? null,
    });
  },
});
