import { invalidField } from '@ems/chassis/errors';
import { idParams, ok } from '@ems/chassis/http';
import { z } from 'zod';
import { route } from '../../shared/route';
import { speakerView, viewSpeaker } from '../speakers';
import { mergeSpeakers } from './merge-speakers';

const id = z.uuid().toLowerCase();

export const mergeRoute = () =>
  route({
    method: 'post',
    path: '/speakers/:id/merge',
    summary: 'Make two profiles of one person one',
    description:
      'The profile `into` stands: it keeps what it has, takes what it lacks, and the sessions follow. This one’s id redirects to it for ever.',
    access: 'user',
    params: idParams,
    body: z.strictObject({ into: id }),
    replies: { 200: speakerView },
    handle({ params, body: { into }, caller, requireFresh, transact }) {
      const goes = id.parse(params.id);
      if (goes === into) throw invalidField('#/into', 'same', 'A profile is not merged into itself.');
      return transact(async tx =>
        ok(await viewSpeaker(tx, await mergeSpeakers(tx, { id: goes, into, caller, requireFresh }), caller)),
      );
    },
  });
