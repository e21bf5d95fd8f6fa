import type { Caller } from '@ems/chassis/auth';
import { forbidden, notFound } from '@ems/chassis/errors';
import { created, idParams, keyset, ok, pageOf, totalOf } from '@ems/chassis/http';
import { plannedEventsOf } from '../../replicas/events';
import type { SpeakerDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { findSpeaker, speakerView, topicTwice, viewSpeaker } from '../speakers';
import {
  listQuery,
  newSuggestionBody,
  type Suggestion,
  suggestionParams,
  suggestionView,
  toSuggestionView,
} from './schemas';
import { acceptSuggestion, createSuggestion, declineSuggestion, tooManySuggestions } from './suggestion';

const pages = keyset(['uuid'], ({ id }: Suggestion) => [id]);

export const suggestionRoutes = ({ database }: { database: SpeakerDatabase }) => [
  route({
    method: 'post',
    path: '/speakers/:id/suggestions',
    operationId: 'suggestSpeakerChanges',
    tag: 'Speakers',
    summary: 'Suggest changes to a claimed profile',
    description:
      'For the team of an event that the person speaks at, to the person who has claimed the profile, and who is told by mail. ' +
      'At most 20 wait for an answer; what was answered is shown for 30 days.',
    access: 'user',
    params: idParams,
    body: newSuggestionBody,
    replies: { 201: suggestionView },
    problems: ['forbidden', 'speaker.not-claimed', 'speaker.too-many-suggestions'],
    handle: ({ params, body, transact, ...change }) =>
      transact(
        async tx => {
          const suggestion = await createSuggestion(tx, params.id, change, body);
          return created(`/api/v1/speakers/${params.id}/suggestions/${suggestion.id}`, toSuggestionView(suggestion));
        },
        { suggestions_are_bounded: tooManySuggestions },
      ),
  }),
  route({
    method: 'get',
    path: '/speakers/:id/suggestions',
    operationId: 'listSuggestions',
    tag: 'Speakers',
    summary: 'List the suggestions for a profile',
    description: 'For the person whose profile it is; the team of an event sees those that it has made.',
    access: 'user',
    params: idParams,
    query: listQuery,
    replies: { 200: pageOf(suggestionView) },
    problems: ['forbidden'],
    async handle({ params, query: { limit, cursor, count, status }, caller }) {
      const [after] = pages.after(cursor) ?? [];
      const where = { ...(await readableBy(database, params.id, caller)), ...(status && { status }) };
      const found = await database.client.suggestion.findMany({
        where: { ...where, ...(after && { id: { gt: after } }) },
        orderBy: { id: 'asc' },
        take: limit + 1,
      });
      const total = await totalOf(count, take => database.client.suggestion.count({ where, take }));
      return ok(pages.page(found, limit, toSuggestionView, total));
    },
  }),
  route({
    method: 'get',
    path: '/speakers/:id/suggestions/:suggestionId',
    operationId: 'getSuggestion',
    tag: 'Speakers',
    summary: 'Get a suggestion',
    description: 'For the person whose profile it is, and the team of the event that has made it.',
    access: 'user',
    params: suggestionParams,
    replies: { 200: suggestionView },
    problems: ['forbidden'],
    async handle({ params: { id, suggestionId }, caller }) {
      const where = { ...(await readableBy(database, id, caller)), id: suggestionId };
      const suggestion = await database.client.suggestion.findFirst({ where });
      if (!suggestion) throw notFound('suggestion');
      return ok(toSuggestionView(suggestion));
    },
  }),
  route({
    method: 'post',
    path: '/speakers/:id/suggestions/:suggestionId/accept',
    operationId: 'acceptSuggestion',
    tag: 'Speakers',
    summary: 'Accept suggested changes to my profile',
    description: 'The profile is changed as a PATCH of these fields would change it.',
    access: 'user',
    scope: 'login',
    params: suggestionParams,
    replies: { 200: speakerView },
    problems: ['forbidden', 'precondition-failed', 'suggestion.decided'],
    handle: ({ params, transact, ...change }) =>
      transact(
        async tx => {
          await acceptSuggestion(tx, params, change);
          return ok(await viewSpeaker(tx, params.id, change.caller));
        },
        { speakers_topics_are_distinct: topicTwice },
      ),
  }),
  route({
    method: 'post',
    path: '/speakers/:id/suggestions/:suggestionId/decline',
    operationId: 'declineSuggestion',
    tag: 'Speakers',
    summary: 'Decline suggested changes to my profile',
    description: 'The profile stays as it is.',
    access: 'user',
    scope: 'login',
    params: suggestionParams,
    replies: { 200: suggestionView },
    problems: ['forbidden', 'suggestion.decided'],
    handle: ({ params, transact, ...change }) =>
      transact(async tx => ok(toSuggestionView(await declineSuggestion(tx, params, change)))),
  }),
];

/**
 * Which suggestions for the profile the caller may read.
 * @throws DomainError 404, 403 for who is neither the person nor plans an event of theirs
 */
async function readableBy({ client }: SpeakerDatabase, id: string, caller: Caller) {
  const speaker = await findSpeaker(client, id);
  if (!speaker) throw notFound('speaker');
  if (speaker.userId === caller.userId) return { speakerId: id };
  const planned = await plannedEventsOf(client, id, caller.userId);
  if (planned.length === 0) throw forbidden('Only the person, and the team of an event of theirs, see suggestions.');
  return { speakerId: id, eventId: { in: planned } };
}
