import { join } from 'node:path';
import { notFound } from '@ems/chassis/errors';
import { createGrpcServer, type GrpcServer, rpc } from '@ems/chassis/grpc';
import type { Logger } from '@ems/chassis/log';
import { z } from 'zod';
import { findMerged, findSpeakers } from '../modules/speakers';
import type { SpeakerDatabase } from '../shared/database';
import { toMessage } from './speaker-message';

interface Parts {
  database: SpeakerDatabase;
  config: { GRPC_HOST: string; GRPC_PORT: number };
  logger: Logger;
}

const id = z.uuid().toLowerCase();
const getSpeaker = z.object({ id });
const batchGetSpeakers = z.object({ ids: z.array(id).max(1_000) });

export const speakerRpc = ({ database, config, logger }: Parts): GrpcServer =>
  createGrpcServer({
    protoFile: join(__dirname, '../../../proto/speaker.proto'),
    serviceName: 'speaker.v1.SpeakerService',
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    logger,
    methods: {
      GetSpeaker: rpc(getSpeaker, async ({ id }) => {
        const [speaker] = await findThroughMerges(database, [id]);
        if (!speaker) throw notFound('speaker');
        return { speaker };
      }),
      BatchGetSpeakers: rpc(batchGetSpeakers, async ({ ids }) => ({
        speakers: await findThroughMerges(database, ids),
      })),
    },
  });

/** The profiles that the ids stand for, each once. */
async function findThroughMerges({ read }: SpeakerDatabase, ids: readonly string[]) {
  const merged = await findMerged(read, ids);
  const speakers = await findSpeakers(
    read,
    ids.map(id => merged.get(id) ?? id),
  );
  return speakers.map(speaker =>
    toMessage(
      speaker,
      [...merged.keys()].filter(id => merged.get(id) === speaker.id),
    ),
  );
}
