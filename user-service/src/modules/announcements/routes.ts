import type { Caller } from '@ems/chassis/auth';
import { accepted, ok } from '@ems/chassis/http';
import type { EventReplica } from '../../generated/prisma/client';
import type { Db, Tx, UserDatabase } from '../../shared/database';
import { problem } from '../../shared/problem';
import { route } from '../../shared/route';
import { requireOrganizer } from '../notifications';
import { requireActiveLogin } from '../users';
import { type AnnouncementBounds, announce, listAnnouncements, toAnnouncementView } from './announcement';
import { findReach } from './audience';
import {
  announcementBody,
  announcementPage,
  announcementPreview,
  announcementView,
  eventParams,
  listQuery,
} from './schemas';

const published: ReadonlySet<string | null> = new Set(['published', 'completed']);

export const announcementRoutes = ({ client: db }: UserDatabase, bounds: AnnouncementBounds) => [
  route({
    method: 'post',
    path: '/events/:id/announcements',
    operationId: 'sendAnnouncement',
    tag: 'Announcements',
    summary: 'Send an announcement',
    description:
      'For the team, from an account with a verified address, once the event is published. One mail to each of the audience who has an account with a verified address and has not unsubscribed; sent one after another, some each second.',
    access: 'user',
    params: eventParams,
    body: announcementBody,
    replies: { 200: announcementPreview, 202: announcementView },
    problems: ['forbidden', 'too-many-requests', 'user.email-unverified', 'event.not-published'],
    handle: async ({ params, body, caller, now, transact }) => {
      const event = await requireSender(db, params.id, caller);
      if (body.dryRun) {
        const { userIds, skipped } = await findReach(db, event, body.audience, bounds.perPerson);
        return ok({ recipients: userIds.length, skipped });
      }
      return transact(async tx => {
        // It may have changed since: all of it is asked again where it counts.
        const current = await requireSender(tx, params.id, caller);
        return accepted(toAnnouncementView(await announce(tx, current, body, { sender: caller.userId, now, bounds })));
      });
    },
  }),
  route({
    method: 'get',
    path: '/events/:id/announcements',
    operationId: 'listAnnouncements',
    tag: 'Announcements',
    summary: "List an event's announcements",
    description: 'For the team; the newest first.',
    access: 'user',
    params: eventParams,
    query: listQuery,
    replies: { 200: announcementPage },
    problems: ['forbidden'],
    handle: async ({ params, query, caller }) => {
      const { id } = await requireOrganizer(db, params.id, caller);
      return ok(await listAnnouncements(db, id, query));
    },
  }),
];

/** The event that somebody may write in the name of. @throws DomainError 401; 404; 403; 409 */
async function requireSender(db: Db | Tx, reference: string, caller: Caller): Promise<EventReplica> {
  const event = await requireOrganizer(db, reference, caller);
  const { emailVerified } = await requireActiveLogin(db, caller);
  if (!emailVerified) throw problem('user.email-unverified', 'Who writes to others confirms their own address first.');
  if (!published.has(event.status)) throw problem('event.not-published', 'The event is not published.');
  return event;
}
