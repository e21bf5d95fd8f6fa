import { resolve } from 'node:path';
import { createGrpcClient } from '@ems/chassis/grpc';
import { z } from 'zod';
import { guarded } from './guarded';
import { orNull } from './replies';

const speaker = z
  .object({
    id: z.uuid(),
    name: z.string(),
    tagline: orNull,
    bio: orNull,
    company: orNull,
    job_title: orNull,
    location: orNull,
    photo_url: orNull,
    links: z.array(z.object({ label: z.string(), url: z.string() })),
    topics: z.array(z.string()),
    languages: z.array(z.string()),
    merged_ids: z.array(z.uuid()),
  })
  .transform(({ merged_ids: mergedIds, job_title: jobTitle, photo_url: photoUrl, ...rest }) => ({
    mergedIds,
    speaker: { ...rest, jobTitle, photoUrl },
  }));

const speakersReply = z.object({ speakers: z.array(speaker) });

export type Speaker = z.infer<typeof speaker>['speaker'];

/** speaker-service as event-service asks it; 503 when it is away. */
export interface SpeakerPeer {
  /** Public profiles by id, those that were merged by their old ids too; of unknown ids there is none. */
  speakersById(ids: readonly string[]): Promise<ReadonlyMap<string, Speaker>>;
  close(): void;
}

const protoFile = resolve(__dirname, '../../../../speaker-service/proto/speaker.proto');
/** What the contract lets one call ask for. */
const batchSize = 1_000;

export function connectSpeakerPeer(target: string): SpeakerPeer {
  const client = guarded(
    'speaker-service',
    createGrpcClient({ protoFile, serviceName: 'speaker.v1.SpeakerService', target }),
  );
  return {
    async speakersById(ids) {
      const batches: (readonly string[])[] = [];
      for (let at = 0; at < ids.length; at += batchSize) batches.push(ids.slice(at, at + batchSize));
      const replies = await Promise.all(batches.map(ids => client.call('BatchGetSpeakers', { ids }, speakersReply)));
      const found = replies.flatMap(reply => reply.speakers);
      return new Map(
        found.flatMap(({ speaker, mergedIds }) => [speaker.id, ...mergedIds].map(id => [id, speaker] as const)),
      );
    },
    close: client.close,
  };
}
