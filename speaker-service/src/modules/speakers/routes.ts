import { notFound, parseInput, unauthenticated } from '@ems/chassis/errors';
import { created, decodeCursor, idParams, mergePatch, noContent, ok, pageOf, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import type { SpeakerDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { speakersOnSessions } from '../session-copies';
import { createSpeaker } from './create-speaker';
import { deleteSpeaker } from './delete-speaker';
import { findMerged, findProfileOf, findSpeaker, findSpeakers } from './queries';
import { emptyProfile, listQuery, newSpeakerBody, patchBody, profile, type Speaker, speakerView } from './schemas';
import { searchSpeakers } from './search';
import { updateSpeaker } from './update-speaker';
import { toSpeakerView, viewSpeaker } from './view';

const cursorKey = z.tuple([z.number(), z.uuid()]);

export const speakerRoutes = ({ database }: { database: SpeakerDatabase }) => [
  route({
    method: 'post',
    path: '/speakers',
    summary: 'Make the profile of a person, who needs no account',
    access: 'user',
    body: newSpeakerBody,
    replies: { 201: speakerView },
    handle: ({ body, caller, transact }) =>
      transact(async tx => {
        const speaker = await createSpeaker(tx, parseInput(profile, mergePatch(emptyProfile, body)), caller.userId);
        return created(`/api/v1/speakers/${speaker.id}`, toSpeakerView(speaker, caller, false));
      }),
  }),
  route({
    method: 'get',
    path: '/speakers',
    summary: 'Find speakers',
    description: '`q` searches names, taglines, topics, companies, places and biographies; `mine` shows what I made.',
    access: 'public',
    query: listQuery,
    replies: { 200: pageOf(speakerView) },
    handle: async ({ query: { limit, cursor, mine, ...filter }, caller }) => {
      if (mine && !caller) throw unauthenticated('Log in to see what is yours.');
      const after = decodeCursor(cursorKey, cursor);
      const createdBy = mine ? caller?.userId : undefined;
      const merged = await findMerged(database.read, filter.ids ?? []);
      const ids = filter.ids?.map(id => merged.get(id) ?? id);
      const found = await searchSpeakers(database.read, { ...filter, ids, createdBy }, after, limit + 1);
      const page = toPage(
        found,
        limit,
        ({ rank, id }) => [rank, id],
        ({ id }) => id,
      );
      const speakers = await findSpeakers(database.read, page.data);
      const busy = caller ? await speakersOnSessions(database.read, page.data) : new Set();
      return ok({ ...page, data: speakers.map(speaker => toSpeakerView(speaker, caller, busy.has(speaker.id))) });
    },
  }),
  route({
    method: 'get',
    path: '/speakers/me',
    summary: 'The profile that is linked to my account',
    access: 'user',
    replies: { 200: speakerView },
    handle: async ({ caller }) => {
      const speaker = await findProfileOf(database.read, caller.userId);
      if (!speaker) throw notFound('speaker');
      return ok(await viewSpeaker(database.read, speaker, caller));
    },
  }),
  route({
    method: 'get',
    path: '/speakers/:id',
    summary: 'A speaker',
    access: 'public',
    params: idParams,
    replies: { 200: speakerView },
    handle: async ({ params, caller }) => {
      const speaker = await findSpeaker(database.read, params.id);
      if (!speaker) throw notFound('speaker');
      return ok(await viewSpeaker(database.read, speaker, caller));
    },
  }),
  route({
    method: 'patch',
    path: '/speakers/:id',
    summary: 'Change a profile',
    access: 'user',
    params: idParams,
    body: patchBody,
    replies: { 200: speakerView },
    handle: ({ params, body, caller, requireFresh, transact }) =>
      transact(async tx => {
        const view = (speaker: Speaker) => viewSpeaker(tx, speaker, caller);
        const check = async (current: Speaker) => requireFresh(await view(current));
        return ok(await view(await updateSpeaker(tx, { id: params.id, patch: body, caller, requireFresh: check })));
      }),
  }),
  route({
    method: 'delete',
    path: '/speakers/:id',
    summary: 'Delete the profile of one who is on no session',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    handle: ({ params, caller, requireFresh, transact }) =>
      transact(async tx => {
        await deleteSpeaker(tx, { id: params.id, caller, requireFresh });
        return noContent();
      }),
  }),
];
