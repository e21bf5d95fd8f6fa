import { resolve } from 'node:path';
import { createGrpcClient, type GrpcTls } from '@ems/chassis/grpc';
import { z } from 'zod';
import { withCircuitBreaker } from './circuit-breaker';
import { orNull } from './reply-fields';
import type { Session } from './schedule-reply';

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

/** The client of speaker-service: throws 503 when the service is unavailable. */
export interface SpeakerClient {
  /** Public profiles by id, merged ones by their former ids too; unknown ids are left out. */
  batchGetSpeakers(ids: readonly string[]): Promise<ReadonlyMap<string, Speaker>>;
  close(): void;
}

const protoFile = resolve(__dirname, '../../../../speaker-service/proto/speaker.proto');
/** The most that the contract allows in one call. */
const batchSize = 1_000;
/** Of a request's time, what is left for writing the reply. */
const reserveMs = 300;

/**
 * @param target `host:port`, or any gRPC name
 * @param token the server's, empty where it has none
 * @param tls the files for mutual TLS, empty where there is none
 */
export function createSpeakerClient(target: string, token: string, tls: GrpcTls): SpeakerClient {
  const client = withCircuitBreaker(
    'speaker-service',
    createGrpcClient({ protoFile, serviceName: 'speaker.v1.SpeakerService', target, token, tls }),
  );
  return {
    async batchGetSpeakers(ids) {
      const batches: (readonly string[])[] = [];
      for (let at = 0; at < ids.length; at += batchSize) batches.push(ids.slice(at, at + batchSize));
      const replies = await Promise.all(
        batches.map(ids => client.callStream('StreamSpeakers', { ids }, speakersReply, reserveMs)),
      );
      const found = replies.flat().flatMap(reply => reply.speakers);
      return new Map(
        found.flatMap(({ speaker, mergedIds }) => [speaker.id, ...mergedIds].map(id => [id, speaker] as const)),
      );
    },
    close: client.close,
  };
}

/** Everybody who gives one of these sessions, once. */
export const speakerIdsOf = (sessions: readonly Session[]): string[] => [
  ...new Set(sessions.flatMap(session => session.speakers.map(({ speakerId }) => speakerId))),
];
