import type { RequireVerifiedEmail } from '@ems/chassis/auth';
import { invalidField, notFound, unauthenticated, unavailable } from '@ems/chassis/errors';
import { accepted, created, idParams, keyset, noContent, ok, pageOf, pageQuery, totalOf } from '@ems/chassis/http';
import { offerReply } from '@ems/contracts';
import { z } from 'zod';
import type { SessionHistory } from '../../generated/prisma/client';
import { awaitSpeakers } from '../../replicas/speakers';
import type { SessionDatabase } from '../../shared/database';
import { problem } from '../../shared/problem';
import { route } from '../../shared/route';
import { awaitEvent, resolveEventId } from '../events';
import { findOverlapsOfSpeaker, slotTaken } from '../slots';
import { requireHistoryReader, requireVisibleSession } from './access';
import { seesHeld } from './announced';
import { fieldErrors } from './field-errors';
import { includeQuery } from './included';
import { toOfferView } from './offer';
import { orderOf } from './order';
import { findSession, findSessions } from './repository';
import * as schemas from './schemas';
import { toHistoryView, toSessionView } from './schemas';
import { countSessions, searchSessions, sessionsQuery } from './search';
import { changeSession, createSession, deleteSession } from './session';
import { putSpeaker, removeSpeaker } from './session-speakers';
import { transitionRoutes } from './transition-routes';
import { viewSessions } from './view-sessions';

const isReleased = () =>
  problem('session.released', 'The public sees this session; it can be deleted once a version without it is released.');
const hasSlots = () => problem('session.has-slots', 'The session has slots; delete them or cancel it.');
const claimedMeanwhile = () => unavailable('A profile was claimed at the same time: repeat the request.', 1);
const goneMeanwhile = () => unavailable('A profile was deleted or merged at the same time: repeat the request.', 1);
const historyPages = keyset(['int8'], ({ id }: SessionHistory) => [Number(id)]);

export const sessionRoutes = ({
  database: { client, sql },
  pageBase,
  requireVerifiedEmail,
}: {
  database: SessionDatabase;
  /** What the paths of pages follow. */
  pageBase: string;
  /** Of who submits from outside the team. */
  requireVerifiedEmail: RequireVerifiedEmail;
}) => [
  route({
    method: 'post',
    path: '/sessions',
    operationId: 'createSession',
    tag: 'Sessions',
    summary: 'Create a session, or propose one',
    description:
      'Anyone may while the call for papers is open, the team at any time; breaks of the team are confirmed at once.',
    access: 'user',
    body: schemas.newSessionBody,
    replies: { 201: schemas.sessionView },
    problems: ['forbidden', 'not-found', 'cfp.closed', 'user.email-unverified', 'session.external-id-taken'],
    handle: async ({ body, transactSql, ...change }) => {
      const eventId = await awaitEvent({ client, sql }, body.eventId);
      const speakers = await awaitSpeakers(sql, body.speakerIds, id =>
        invalidField(`#/speakerIds/${body.speakerIds.indexOf(id)}`, 'unknown', 'There is no such speaker.'),
      );
      return transactSql(
        async transaction => {
          const session = await createSession(transaction, eventId, change, body, speakers, requireVerifiedEmail);
          return created(`/api/v1/sessions/${session.id}`, toSessionView(session, change));
        },
        {
          ...fieldErrors(client, { id: eventId }, body.externalId),
          session_speakers_agreed: claimedMeanwhile,
          speaker_present: goneMeanwhile,
        },
      );
    },
  }),
  route({
    method: 'get',
    path: '/sessions',
    operationId: 'listSessions',
    tag: 'Sessions',
    summary: 'List sessions',
    description:
      'Everyone sees the released sessions, without a release the confirmed ones; submitters and speakers see their own, and a team all of its event. ' +
      '`q` searches titles, subtitles, abstracts and descriptions for words that begin so, best matches first (of more than 500, in the order of creation); `from` and `to` ask ' +
      'for a slot in that time; a filter that is repeated (`tag=a&tag=b`) finds any of its values.',
    access: 'public',
    query: sessionsQuery,
    replies: { 200: pageOf(schemas.sessionView) },
    shared: { query: ['eventId', 'include', 'sort', 'count'] },
    handle: async ({ query, caller, now }) => {
      const { limit, cursor, count, sort, include, eventId: reference, ...filters } = query;
      if (filters.mine && !caller) throw unauthenticated('Log in to see what is yours.');
      const order = orderOf(sort, filters.q);
      const after = order.pages.after(cursor);
      const eventId = reference === undefined ? undefined : await resolveEventId(client, reference);
      // An unknown slug answers as an event of which the caller may see nothing.
      const isUnknown = reference !== undefined && eventId === undefined;
      const filter = { ...filters, eventId };
      const matches = isUnknown ? [] : await searchSessions(sql, filter, caller, order, after, limit + 1);
      const total = await totalOf(count, async most => (isUnknown ? 0 : countSessions(sql, filter, caller, most)));
      const { data, page } = order.pages.page(matches, limit, match => match.id, total);
      const sessions = await findSessions(sql, data);
      const body = { data: await viewSessions(sql, sessions, { caller, now }, include), page };
      return { ...ok(body), shared: { tags: [eventId === undefined ? 'event' : `event:${eventId}`, 'speaker'] } };
    },
  }),
  route({
    method: 'get',
    path: '/sessions/:id',
    operationId: 'getSession',
    tag: 'Sessions',
    summary: 'Get a session',
    description: 'As it is released; to its own people, reviewers and the team, and without a release, as it is.',
    access: 'public',
    params: idParams,
    query: includeQuery,
    replies: { 200: schemas.sessionView, 303: null },
    shared: { query: ['include'] },
    handle: async ({ params, query: { include }, caller, now }) => {
      const session = await findSession(sql, params.id);
      requireVisibleSession(session, caller);
      const [view] = await viewSessions(sql, [session], { caller, now }, include);
      return {
        ...ok(view),
        page: `${pageBase}/e/${session.eventId}/sessions/${session.id}`,
        shared: { tags: [`event:${session.eventId}`, 'speaker'] },
      };
    },
  }),
  route({
    method: 'patch',
    path: '/sessions/:id',
    operationId: 'updateSession',
    tag: 'Sessions',
    summary: 'Update a session',
    description:
      'For its own people while it is a draft, or submitted and the call for papers is open, and for the team at any time. JSON Merge Patch.',
    access: 'user',
    params: idParams,
    body: schemas.sessionPatch,
    replies: { 200: schemas.sessionView },
    problems: ['forbidden', 'precondition-failed', 'session.not-editable', 'session.external-id-taken', 'slot.blocked'],
    handle: ({ params, body, transactSql, ...change }) =>
      transactSql(
        async transaction => ok(toSessionView(await changeSession(transaction, params.id, change, body), change)),
        fieldErrors(client, { sessions: { some: { id: params.id } } }, body.externalId),
      ),
  }),
  route({
    method: 'delete',
    path: '/sessions/:id',
    operationId: 'deleteSession',
    tag: 'Sessions',
    summary: 'Delete an unscheduled session',
    description: 'For the team, and for submitters of a draft.',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    problems: ['forbidden', 'precondition-failed', 'session.has-slots', 'session.released'],
    handle: ({ params, transact, ...change }) =>
      transact(
        async tx => {
          await deleteSession(tx, params.id, change);
          return noContent();
        },
        { slots_session_fkey: hasSlots, released_sessions_session_fkey: isReleased },
      ),
  }),
  ...transitionRoutes({ requireVerifiedEmail }),
  route({
    method: 'put',
    path: '/sessions/:id/speakers/:speakerId',
    operationId: 'setSessionSpeaker',
    tag: 'Sessions',
    summary: 'Add a speaker to a session, or change their part',
    access: 'user',
    params: schemas.speakerParams,
    body: schemas.speakerBody,
    description: 'Somebody else who has claimed the profile is offered the part, and joins by accepting it.',
    replies: { 200: schemas.sessionView, 202: offerReply },
    problems: ['forbidden', 'precondition-failed', 'session.not-editable', 'slot.taken', 'slot.blocked'],
    handle: async ({ params: { id, speakerId }, body, transact, ...change }) => {
      await awaitSpeakers(sql, [speakerId], () => notFound('speaker'));
      return transact(
        async tx => {
          const result = await putSpeaker(tx, id, speakerId, change, body);
          if ('offer' in result) return accepted({ offer: toOfferView(result.offer, change.now) });
          return ok(toSessionView(result.session, change));
        },
        {
          slot_speakers_no_overlap: async () => slotTaken(await findOverlapsOfSpeaker(client, id, speakerId)),
          session_speakers_agreed: claimedMeanwhile,
          speaker_present: goneMeanwhile,
        },
      );
    },
  }),
  route({
    method: 'delete',
    path: '/sessions/:id/speakers/:speakerId',
    operationId: 'removeSessionSpeaker',
    tag: 'Sessions',
    summary: 'Remove a speaker from a session',
    description: 'Or takes back what the speaker was offered.',
    access: 'user',
    params: schemas.speakerParams,
    replies: { 204: null },
    problems: ['forbidden', 'precondition-failed', 'session.not-editable'],
    handle: ({ params: { id, speakerId }, transact, ...change }) =>
      transact(async tx => {
        await removeSpeaker(tx, id, speakerId, change);
        return noContent();
      }),
  }),
  route({
    method: 'get',
    path: '/sessions/:id/history',
    operationId: 'listSessionHistory',
    tag: 'Sessions',
    summary: 'List the status history of a session',
    description: "For the session's own people, what they know of it; for reviewers and the team, all.",
    access: 'user',
    params: idParams,
    query: z.strictObject(pageQuery),
    replies: { 200: pageOf(schemas.historyView) },
    problems: ['forbidden'],
    handle: async ({ params, query: { limit, cursor, count }, caller, now }) => {
      const session = await findSession(sql, params.id);
      requireHistoryReader(session, { caller, now });
      const [after] = historyPages.after(cursor) ?? [0];
      const isKnown = seesHeld(session, caller);
      const known = { sessionId: session.id, ...(!isKnown && { held: false }) };
      const entries = await client.sessionHistory.findMany({
        where: { ...known, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit + 1,
      });
      const total = await totalOf(count, take => client.sessionHistory.count({ where: known, take }));
      return ok(historyPages.page(entries, limit, entry => toHistoryView(entry, isKnown), total));
    },
  }),
];
