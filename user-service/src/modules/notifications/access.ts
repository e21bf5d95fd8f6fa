import { type Caller, isAdmin } from '@ems/chassis/auth';
import { forbidden, notFound } from '@ems/chassis/errors';
import type { EventReplica } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

type Role = 'organizer' | 'reviewer' | 'steward';

const roleIn = ({ ownerId, members }: EventReplica, userId: string): Role | undefined =>
  ownerId === userId
    ? 'organizer'
    : (members as { userId: string; role: Role }[]).find(member => member.userId === userId)?.role;

/**
 * The event of an id or slug, for those who lead it: its owner, its organizers, and admins.
 * @throws DomainError 404 where there is none that the caller may know of, 403 for others
 */
export async function requireOrganizer(db: Db | Tx, reference: string, caller: Caller): Promise<EventReplica> {
  const event = await db.eventReplica.findFirst({
    where: { ownerId: { not: null }, ...(uuid.test(reference) ? { id: reference } : { slug: reference }) },
  });
  const role = event && roleIn(event, caller.userId);
  if (!event || (event.status === 'draft' && !role && !isAdmin(caller))) throw notFound('event');
  if (role !== 'organizer' && !isAdmin(caller)) throw forbidden();
  return event;
}
