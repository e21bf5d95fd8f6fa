import { invalidField } from '@ems/chassis/errors';
import { id, idParams, ok } from '@ems/chassis/http';
import { z } from 'zod';
import { route } from '../../shared/route';
import { speakerView, viewSpeaker } from '../speakers';
import { mergeSpeakers } from './merge-speakers';

export const mergeRoutes = () => [
  route({
    method: 'post',
    path: '/speakers/:id/merge',
    operationId: 'mergeSpeakers',
    tag: 'Speakers',
    summary: 'Merge two speaker profiles',
    description:
      'The profile `into` remains: it keeps what it has, takes what it lacks, and gets the sessions. The id of this one redirects to it for ever.',
    access: 'user',
    params: idParams,
    body: z.strictObject({ into: id.describe('The profile that remains') }),
    replies: { 200: speakerView },
    problems: ['forbidden', 'precondition-failed', 'speaker.both-claimed'],
    handle({ params, body: { into }, transact, ...change }) {
      if (params.id === into) throw invalidField('#/into', 'same', 'A profile cannot be merged into itself.');
      return transact(async tx => {
        await mergeSpeakers(tx, params.id, change, into);
        return ok(await viewSpeaker(tx, into, change.caller));
      });
    },
  }),
];
