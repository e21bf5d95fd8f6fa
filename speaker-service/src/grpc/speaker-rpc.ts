import { join } from 'node:path';
import { notFound } from '@ems/chassis/errors';
import { createGrpcServer, type GrpcServer, type GrpcTls, rpc, streamRpc } from '@ems/chassis/grpc';
import { id } from '@ems/chassis/http';
import type { Logger } from '@ems/chassis/log';
import { z } from 'zod';
import type { Config } from '../config';
import { findSpeakers, resolveMergeTargets, type Speaker, toLinks } from '../modules/speakers';
import type { SpeakerDatabase } from '../shared/database';

interface Dependencies {
  database: SpeakerDatabase;
  config: Pick<Config, 'GRPC_HOST' | 'GRPC_PORT' | 'GRPC_TOKEN'> & GrpcTls;
  logger: Logger;
}

const getSpeaker = z.object({ id });
const batchGetSpeakers = z.object({ ids: z.array(id).max(1_000) });

export const speakerRpc = ({ database, config, logger }: Dependencies): GrpcServer =>
  createGrpcServer({
    protoFile: join(__dirname, '../../../proto/speaker.proto'),
    serviceName: 'speaker.v1.SpeakerService',
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    token: config.GRPC_TOKEN,
    tls: config,
    logger,
    methods: {
      GetSpeaker: rpc(getSpeaker, async request => {
        const [speaker] = await findMessages(database, [request.id]);
        if (!speaker) throw notFound('speaker');
        return { speaker };
      }),
      BatchGetSpeakers: rpc(batchGetSpeakers, async ({ ids }) => ({ speakers: await findMessages(database, ids) })),
      StreamSpeakers: streamRpc(batchGetSpeakers, async ({ ids }) => partsOf(database, ids)),
    },
  });

/** So many profiles are read and sent at a time: others wait no longer than it takes to write them. */
const partSize = 50;

/** The profiles of the ids, each once; of a merged one its target. */
async function findMessages(database: SpeakerDatabase, ids: readonly string[]) {
  const speakers: ReturnType<typeof toMessage>[] = [];
  for await (const part of partsOf(database, ids)) speakers.push(...part.speakers);
  return speakers;
}

async function* partsOf({ client, sql }: SpeakerDatabase, ids: readonly string[]) {
  const targets = await resolveMergeTargets(client, ids);
  const mergedInto = Map.groupBy(targets.keys(), merged => targets.get(merged));
  const wanted = [...new Set(ids.map(id => targets.get(id) ?? id))];
  for (let at = 0; at < wanted.length; at += partSize) {
    const speakers = await findSpeakers(sql, wanted.slice(at, at + partSize));
    yield { speakers: speakers.map(speaker => toMessage(speaker, mergedInto.get(speaker.id) ?? [])) };
  }
}

/** What everybody may know, in the names of the proto file; the email is not among it. */
const toMessage = (speaker: Speaker, mergedIds: readonly string[]) => ({
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
  merged_ids: mergedIds,
});
