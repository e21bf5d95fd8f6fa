import { unauthenticated } from '@ems/chassis/errors';
import { created, noContent, ok, pageOf } from '@ems/chassis/http';
import type { EventDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { degradedHeaders, loadIncluded, type Peers } from '../programme';
import { requireTeam } from './access';
import { createEvent, slugTaken } from './create-event';
import { deleteEvent } from './delete-event';
import { readEvent } from './find-event';
import { listEvents } from './list-events';
import { lockEvent } from './repository';
import { createBody, eventParams, includeQuery, listQuery } from './schemas';
import { eventView, eventWithParts, toEventView } from './view';

export const eventRoutes = ({ database, peers }: { database: EventDatabase; peers: Peers }) => [
  route({
    method: 'post',
    path: '/events',
    summary: 'Make an event; it starts as a draft, and I own it',
    access: 'user',
    body: createBody,
    replies: { 201: eventView },
    handle: ({ body, caller, transact }) =>
      transact(
        async tx => {
          const event = await createEvent(tx, body, caller.userId);
          return created(`/api/v1/events/${event.id}`, toEventView(event, caller));
        },
        { event_slugs_pkey: () => slugTaken(body.slug), events_slug_key: () => slugTaken(body.slug) },
      ),
  }),
  route({
    method: 'get',
    path: '/events',
    summary: 'Public events, and my own drafts',
    access: 'public',
    query: listQuery,
    replies: { 200: pageOf(eventView) },
    handle: async ({ query, caller }) => {
      if (query.mine && !caller) throw unauthenticated('Log in to see which events are yours.');
      return ok(await listEvents(database.read, query, caller));
    },
  }),
  route({
    method: 'get',
    path: '/events/:id',
    summary: 'One event, by id or slug',
    description: 'A slug that the event had before leads to the one it has now. A part named in `degraded` is absent.',
    access: 'public',
    params: eventParams,
    query: includeQuery,
    replies: { 200: eventWithParts, 308: null },
    handle: ({ params, query: { include }, caller }) => {
      const path = include.length > 0 ? `?include=${include.join(',')}` : '';
      return readEvent(database.read, { ref: params.id, caller, path }, async event => {
        const { degraded, ...parts } = await loadIncluded(event.id, include, peers);
        const view = { ...toEventView(event, caller), ...parts, ...(degraded.length > 0 && { degraded }) };
        return ok(view, degradedHeaders(degraded, caller !== null));
      });
    },
  }),
  route({
    method: 'delete',
    path: '/events/:id',
    summary: 'Delete a draft',
    access: 'user',
    params: eventParams,
    replies: { 204: null },
    handle: ({ params, caller, requireFresh, transact }) =>
      transact(async tx => {
        const event = await lockEvent(tx, params.id);
        requireTeam(event, caller);
        requireFresh(toEventView(event, caller));
        await deleteEvent(tx, event);
        return noContent();
      }),
  }),
];
