import type { Caller } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { movedTo, type Reply } from '@ems/chassis/http';
import { requireVisibleEvent } from './access';
import type { EventRow } from './details';
import { findEventByAnySlug, isCalled } from './repository';

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
  db: Sql,
  { ref, caller, path = '' }: EventRead,
  reply: (event: EventRow) => Promise<Reply>,
): Promise<Reply> {
  const event = await findEventByAnySlug(db, ref);
  requireVisibleEvent(event, caller);
  return isCalled(event, ref) ? reply(event) : redirectMovedSlug(event.slug, path);
}

const redirectMovedSlug = (slug: string, path: string): Reply => movedTo(`/api/v1/events/${slug}${path}`);
