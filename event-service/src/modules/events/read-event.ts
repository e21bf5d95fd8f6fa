import type { Caller } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import { movedTo, type Reply } from '@ems/chassis/http';
import type { Db } from '../../shared/database';
import { canSeeEvent } from './access';
import type { EventRow } from './details';
import { findByOldSlug, findEvent } from './repository';

/** A read of one event by id or slug. */
export interface EventRead {
  /** Id, current slug or old slug. */
  ref: string;
  caller: Caller | null;
  /** What follows the slug, with the query, in the redirect. */
  path?: string;
}

/**
 * Answers a read of one event as `reply` says; an old slug is answered by a 308 redirect to the current one.
 * @throws DomainError 404 for what the caller may not know of
 */
export async function readEvent(
  db: Db,
  { ref, caller, path = '' }: EventRead,
  reply: (event: EventRow) => Promise<Reply>,
): Promise<Reply> {
  const current = await findEvent(db, ref);
  if (current && canSeeEvent(current, caller)) return reply(current);
  const moved = current ? undefined : await findByOldSlug(db, ref);
  if (moved && canSeeEvent(moved, caller)) return redirectMovedSlug(moved.slug, path);
  throw notFound('event');
}

const redirectMovedSlug = (slug: string, path: string): Reply => movedTo(`/api/v1/events/${slug}${path}`);
