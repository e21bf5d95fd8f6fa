import { notFound, unauthenticated } from '@ems/chassis/errors';
import { created, idParams, noContent, ok, pageOf, totalOf } from '@ems/chassis/http';
import { resolveEventId } from '../../replicas/events';
import type { Db, SpeakerDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { findShownSpeaker, resolveMergeTargets } from './repository';
import { listQuery, newSpeakerBody, patchBody, speakerView, toSpeakerView } from './schemas';
import { countSpeakers, searchKeyset, searchSpeakers } from './search';
import { changeSpeaker, createSpeaker, deleteSpeaker, hasSpeaker, topicTwice, viewSpeaker } from './speaker';

/** Of profiles that were merged, what they were merged into. */
async function resolveIds(db: Db, ids: readonly string[]): Promise<string[]> {
  const targets = await resolveMergeTargets(db, ids);
  return ids.map(id => targets.get(id) ?? id);
}

export const speakerRoutes = ({
  database,
  pageBase,
}: {
  database: SpeakerDatabase;
  /** What the paths of pages follow. */
  pageBase: string;
}) => [
  route({
    method: 'post',
    path: '/speakers',
    operationId: 'createSpeaker',
    tag: 'Speakers',
    summary: 'Create a speaker profile',
    description:
      'A person is not an account: whoever creates the profile keeps it until the person claims it. One’s own is claimed at once.',
    access: 'user',
    body: newSpeakerBody,
    replies: { 201: speakerView },
    problems: ['user.has-speaker'],
    handle: ({ body, transact, ...change }) =>
      transact(
        async tx => {
          const id = await createSpeaker(tx, change, body);
          return created(`/api/v1/speakers/${id}`, await viewSpeaker(tx, id, change.caller));
        },
        {
          speakers_topics_are_distinct: topicTwice,
          speakers_user_id_key: () => hasSpeaker(database.client, change.caller.userId),
        },
      ),
  }),
  route({
    method: 'get',
    path: '/speakers',
    operationId: 'listSpeakers',
    tag: 'Speakers',
    summary: 'List speakers',
    description:
      '`q` searches names, taglines, topics, companies, locations and biographies for words that begin so; `mine` lists ' +
      'the profiles that I created; `eventId` those who speak at an event: on what everybody may see of it, and for its team on ' +
      'whatever is no draft; a filter that is repeated (`topic=a&topic=b`) finds any of its values.',
    access: 'public',
    query: listQuery,
    replies: { 200: pageOf(speakerView) },
    shared: { query: ['eventId', 'count'] },
    handle: async ({ query: { limit, cursor, count, mine, eventId: reference, ...filter }, caller }) => {
      if (mine && !caller) throw unauthenticated('Log in to see what is yours.');
      const createdBy = mine ? caller?.userId : undefined;
      const ids = filter.ids && (await resolveIds(database.client, filter.ids));
      const after = searchKeyset.after(cursor);
      const eventId = reference && (await resolveEventId(database.client, reference));
      // Nobody speaks at an event that is not known.
      const wanted = { ...filter, ids: reference && !eventId ? [] : ids, createdBy, eventId };
      const found = await searchSpeakers(database.sql, wanted, caller, after, limit + 1);
      const total = await totalOf(count, most => countSpeakers(database.sql, wanted, caller, most));
      const page = searchKeyset.page(found, limit, speaker => toSpeakerView(speaker, caller), total);
      return { ...ok(page), shared: { tags: ['speaker', 'appearance'] } };
    },
  }),
  route({
    method: 'get',
    path: '/speakers/me',
    operationId: 'getMySpeaker',
    tag: 'Speakers',
    summary: 'Get my speaker profile',
    description: 'The profile that my account has claimed.',
    access: 'user',
    replies: { 200: speakerView },
    problems: ['not-found'],
    handle: async ({ caller }) => {
      const speaker = await findShownSpeaker(database.sql, { userId: caller.userId }, caller);
      if (!speaker) throw notFound('speaker');
      return ok(toSpeakerView(speaker, caller));
    },
  }),
  route({
    method: 'get',
    path: '/speakers/:id',
    operationId: 'getSpeaker',
    tag: 'Speakers',
    summary: 'Get a speaker',
    description:
      'Also by the id of one that was merged into it. The team of an event sees the address of who has agreed to speak there: has ' +
      'claimed the profile, and is on a session that is no draft.',
    access: 'public',
    params: idParams,
    replies: { 200: speakerView, 303: null },
    shared: { query: [] },
    handle: async ({ params, caller }) => {
      const speaker = await findShownSpeaker(database.sql, { id: params.id }, caller);
      if (!speaker) throw notFound('speaker');
      return {
        ...ok(toSpeakerView(speaker, caller)),
        page: `${pageBase}/speakers/${speaker.id}`,
        shared: { tags: [`speaker:${speaker.id}`] },
      };
    },
  }),
  route({
    method: 'patch',
    path: '/speakers/:id',
    operationId: 'updateSpeaker',
    tag: 'Speakers',
    summary: 'Update a speaker profile',
    description:
      'For its creator until it is claimed, then for who has claimed it; for admins. As long as nobody has claimed it, and it is on ' +
      'sessions of theirs alone that are no drafts, also for the team of its events, all but `email`. JSON Merge Patch.',
    access: 'user',
    params: idParams,
    body: patchBody,
    replies: { 200: speakerView },
    problems: ['forbidden', 'precondition-failed'],
    handle: ({ params, body, transactSql, ...change }) =>
      transactSql(
        async sql => {
          const speaker = await changeSpeaker(sql, params.id, change, body, sql.finish);
          return ok(toSpeakerView(speaker, change.caller));
        },
        { speakers_topics_are_distinct: topicTwice },
      ),
  }),
  route({
    method: 'delete',
    path: '/speakers/:id',
    operationId: 'deleteSpeaker',
    tag: 'Speakers',
    summary: 'Delete an unused speaker profile',
    description: 'For those who may change it; only one that is on no session.',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    problems: ['forbidden', 'precondition-failed', 'speaker.in-use'],
    handle: ({ params, transact, ...change }) =>
      transact(async tx => {
        await deleteSpeaker(tx, params.id, change);
        return noContent();
      }),
  }),
];
