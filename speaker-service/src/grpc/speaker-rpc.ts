import { join } from 'node:path';
import { notFound } from '@ems/chassis/errors';
import { createGrpcServer, type GrpcServer, rpc } from '@ems/chassis/grpc';
import type { Logger } from '@ems/chassis/log';
import { z } from 'zod';
import { findSpeaker, findSpeakers, type Speaker, toLinks } from '../modules/speakers';
import type { SpeakerDatabase } from '../shared/database';

interface Parts {
  database: SpeakerDatabase;
  config: { GRPC_HOST: string; GRPC_PORT: number };
  logger: Logger;
}

const getSpeaker = z.object({ id: z.uuid() });
const batchGetSpeakers = z.object({ ids: z.array(z.uuid()).max(1_000) });

export const speakerRpc = ({ database, config, logger }: Parts): GrpcServer =>
  createGrpcServer({
    protoFile: join(__dirname, '../../../proto/speaker.proto'),
    serviceName: 'speaker.v1.SpeakerService',
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    logger,
    methods: {
      GetSpeaker: rpc(getSpeaker, async ({ id }) => {
        const speaker = await findSpeaker(database.read, id);
        if (!speaker) throw notFound('speaker');
        return { speaker: toMessage(speaker) };
      }),
      BatchGetSpeakers: rpc(batchGetSpeakers, async ({ ids }) => ({
        speakers: (await findSpeakers(database.read, ids)).map(toMessage),
      })),
    },
  });

/** What everybody may know, in the names of the proto file; the email is not among it. */
const toMessage = (speaker: Speaker) => ({
  id: speaker.id,
  name: speaker.name,
  tagline: speaker.tagline,
  bio: speaker.bio,
  company: speaker.company,
  job_title: speaker.jobTitle,
  location: speaker.location,
  photo_url: speaker.photoUrl ?? '',
  links: toLinks(speaker),
  topics: speaker.topics,
  languages: speaker.languages,
});
