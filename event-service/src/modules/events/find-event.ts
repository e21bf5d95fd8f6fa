import type { Caller } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import { movedTo, type Reply } from '@ems/chassis/http';
import type { Db } from '../../shared/database';
import { maySee } from './access';
import { findByOldSlug, findEvent } from './repository';
import type { EventRow } from './view';

/**
 * Answers a read of one event, found by id or slug, as `reply` says; a slug that it has no more leads to the one it has.
 * @param path what follows the slug, with the query, in the redirect
 * @throws DomainError 404 for what the caller may not know of
 */
export async function readEvent(
  db: Db,
  { ref, caller, path = '' }: { ref: string; caller: Caller | null; path?: string },
  reply: (event: EventRow) => Promise<Reply>,
): Promise<Reply> {
  const current = await findEvent(db, ref);
  if (current && maySee(current, caller)) return reply(current);
  const moved = current ? undefined : await findByOldSlug(db, ref);
  if (moved && maySee(moved, caller)) return movedTo(`/api/v1/events/${moved.slug}${path}`);
  throw notFound('event');
}
