import type { RequireVerifiedEmail } from '@ems/chassis/auth';
import { invalidField, unauthenticated } from '@ems/chassis/errors';
import { created, noContent, ok, pageOf, preRender, type Shared } from '@ems/chassis/http';
import type { ProblemCode } from '@ems/contracts';
import type { z } from 'zod';
import type { Clients } from '../../grpc';
import type { EventDatabase } from '../../shared/database';
import { degradedHeaders } from '../../shared/degraded';
import { route } from '../../shared/route';
import type { TicketSeal } from '../seats';
import { changeEvent, checkSlots } from './change-event';
import { createEvent, deleteEvent, slugTaken } from './event';
import { impactQuery, impactView, previewImpact } from './impact';
import { type IncludeSources, loadIncluded } from './included';
import { listEvents } from './list-events';
import { readEvent } from './read-event';
import {
  cancelBody,
  createBody,
  eventParams,
  eventView,
  eventWithIncluded,
  includeQuery,
  listQuery,
  patchBody,
  patchQuery,
  toEventView,
} from './schemas';
import { summarizeEvent, summaryView } from './summary';
import { transitionEvent } from './transition-event';
import type { EventAction } from './transitions';

const tagTwice = () => invalidField('#/tags', 'duplicate', 'Each tag once.');

interface Dependencies {
  database: EventDatabase;
  clients: Clients;
  ticketSeal: TicketSeal;
  /** What the paths of pages follow. */
  pageBase: string;
  requireVerifiedEmail: RequireVerifiedEmail;
  loadSpeakers: IncludeSources['loadSpeakers'];
  /** What a reply depends on in which others have a part, composed now. */
  composedNow(eventId: string): Shared;
}

export const eventRoutes = ({
  database,
  clients,
  ticketSeal,
  pageBase,
  requireVerifiedEmail,
  loadSpeakers,
  composedNow,
}: Dependencies) => [
  route({
    method: 'post',
    path: '/events',
    operationId: 'createEvent',
    tag: 'Events',
    summary: 'Create an event',
    description: 'As a draft, which its members alone see. Whoever creates it owns it.',
    access: 'user',
    body: createBody,
    replies: { 201: eventView },
    problems: ['event.slug-taken'],
    handle: ({ body, transact, ...change }) =>
      transact(
        async tx => {
          const event = await createEvent(tx, change, body);
          return created(`/api/v1/events/${event.id}`, toEventView(event, change));
        },
        {
          event_slugs_pkey: () => slugTaken(body.slug),
          events_slug_key: () => slugTaken(body.slug),
          events_tags_are_distinct: tagTwice,
        },
      ),
  }),
  route({
    method: 'get',
    path: '/events',
    operationId: 'listEvents',
    tag: 'Events',
    summary: 'List events',
    description:
      '`q` searches titles, tags, places and descriptions for words that begin so, best matches first (of more than 500, the newest); a filter that is ' +
      'repeated (`tag=a&tag=b`) finds any of its values.',
    access: 'public',
    query: listQuery,
    replies: { 200: pageOf(eventView) },
    shared: { query: ['status', 'sort', 'count'] },
    handle: async ({ query, caller, now }) => {
      if (query.mine && !caller) throw unauthenticated('Log in to see which events are yours.');
      return { ...ok(await listEvents(database.sql, query, { caller, now })), shared: { tags: ['event'] } };
    },
  }),
  route({
    method: 'get',
    path: '/events/:id',
    operationId: 'getEvent',
    tag: 'Events',
    summary: 'Get an event',
    description: 'An old slug redirects to the current one. A part named in `degraded` is absent.',
    access: 'public',
    params: eventParams,
    query: includeQuery,
    replies: { 200: eventWithIncluded, 303: null, 308: null },
    headers: ['Warning'],
    shared: { query: ['include'] },
    handle: ({ params, query: { include = [] }, caller, now }) => {
      const path = include.length > 0 ? `?include=${include.join(',')}` : '';
      return readEvent(database.sql, { ref: params.id, caller, path }, async event => {
        const { degraded, ...included } = await loadIncluded(event.id, include, {
          sessions: clients.sessions,
          loadSpeakers,
        });
        const view = { ...toEventView(event, { caller, now }), ...included, ...(degraded.length > 0 && { degraded }) };
        // With what is included, it may be of megabytes.
        const body = include.length > 0 ? await preRender(eventWithIncluded, view) : view;
        const reply = { ...ok(body, degradedHeaders(degraded, caller !== null)), page: `${pageBase}/e/${event.slug}` };
        if (include.length === 0) return { ...reply, shared: { tags: [`event:${event.id}`] } };
        return degraded.length > 0 ? reply : { ...reply, shared: composedNow(event.id) };
      });
    },
  }),
  route({
    method: 'delete',
    path: '/events/:id',
    operationId: 'deleteEvent',
    tag: 'Events',
    summary: 'Delete a draft event',
    description: 'Only a draft without registrations, with all that hangs on it.',
    access: 'user',
    params: eventParams,
    replies: { 204: null },
    problems: ['forbidden', 'precondition-failed', 'event.not-deletable'],
    handle: ({ params, transact, ...change }) =>
      transact(async tx => {
        await deleteEvent(tx, params.id, change);
        return noContent();
      }),
  }),
  route({
    method: 'patch',
    path: '/events/:id',
    operationId: 'updateEvent',
    tag: 'Events',
    summary: 'Update an event',
    description:
      'JSON Merge Patch. A change of zone or dates of an event with slots is refused, with what it would do, unless `slots` says what ' +
      'becomes of them: all `move` with it, so that they keep what the clocks show, or those that come to lie outside are `unschedule`d. ' +
      'With slots=move, `cfp` and `registration` move too, where they are not given.',
    access: 'user',
    params: eventParams,
    query: patchQuery,
    body: patchBody,
    replies: { 200: eventView },
    problems: [
      'forbidden',
      'precondition-failed',
      'event.slug-taken',
      'event.capacity-below-taken',
      'event.has-slots',
      'event.slots-immovable',
      'event.changed-meanwhile',
      'event.no-place',
    ],
    handle: async ({ params, query, body, transact, ...change }) => {
      const dependencies = { database, sessions: clients.sessions };
      const checked = await checkSlots(dependencies, params.id, change, body, query.slots);
      return transact(
        async tx => {
          const event = await changeEvent(tx, params.id, change, {
            patch: body,
            policy: query.slots,
            checked,
            ticketSeal,
          });
          return ok(toEventView(event, change));
        },
        { events_slug_key: () => slugTaken(body.slug), events_tags_are_distinct: tagTwice },
      );
    },
  }),
  route({
    method: 'get',
    path: '/events/:id/impact',
    operationId: 'previewEventChange',
    tag: 'Events',
    summary: 'Preview the impact of a change',
    description:
      'What an update by these values would do to slots and seats, before it is done. What is absent stays as it is.',
    access: 'user',
    params: eventParams,
    query: impactQuery,
    replies: { 200: impactView },
    problems: ['forbidden'],
    handle: async ({ params, query, caller }) =>
      ok(await previewImpact({ database, sessions: clients.sessions }, params.id, caller, query)),
  }),
  route({
    method: 'get',
    path: '/events/:id/summary',
    operationId: 'getEventSummary',
    tag: 'Events',
    summary: 'Get the numbers of an event',
    description:
      'For its team: sessions by status and track, seats, reviews. A part named in `degraded` is absent, as its service is unavailable.',
    access: 'user',
    params: eventParams,
    replies: { 200: summaryView },
    headers: ['Warning'],
    problems: ['forbidden'],
    handle: async ({ params, caller, now }) => {
      const { degraded, ...summary } = await summarizeEvent({ database, clients }, params.id, { caller, now });
      return ok({ ...summary, ...(degraded.length > 0 && { degraded }) }, degradedHeaders(degraded, true));
    },
  }),
  transitionRoute(requireVerifiedEmail, 'publish', 'Publish a draft', {
    description: 'For the team. The event needs a venue or an onlineUrl; from then on everybody sees it.',
    problems: ['event.no-place', 'user.email-unverified'],
  }),
  transitionRoute(requireVerifiedEmail, 'unpublish', 'Unpublish an event', {
    description: 'For the team, while nobody is registered. It is a draft again.',
    problems: ['event.has-registrations'],
  }),
  transitionRoute(requireVerifiedEmail, 'complete', 'Complete an event that is over', {
    description: 'For the team; it happens by itself, too.',
    problems: ['event.not-over'],
  }),
  transitionRoute(
    requireVerifiedEmail,
    'cancel',
    'Cancel an event',
    { description: 'For the team. Registrations and sessions stay, and everybody sees that and why it is cancelled.' },
    cancelBody,
    ({ reason }) => reason,
  ),
];

function transitionRoute<Body = object>(
  requireVerifiedEmail: RequireVerifiedEmail,
  action: EventAction,
  summary: string,
  { description, problems = [] }: { description: string; problems?: ProblemCode[] },
  body?: z.ZodType<Body>,
  reasonIn: (body: Body) => string | null = () => null,
) {
  return route({
    method: 'post',
    path: `/events/:id/${action}`,
    operationId: `${action}Event`,
    tag: 'Events',
    summary,
    description,
    access: 'user',
    params: eventParams,
    ...(body && { body }),
    replies: { 200: eventView },
    problems: ['forbidden', 'precondition-failed', 'event.illegal-transition', ...problems],
    handle: ({ params, body, transact, ...change }) =>
      transact(async tx => {
        const transition = { action, reason: reasonIn(body) };
        const event = await transitionEvent(tx, params.id, change, transition, requireVerifiedEmail);
        return ok(toEventView(event, change));
      }),
  });
}
