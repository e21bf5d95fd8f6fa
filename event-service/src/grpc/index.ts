import type { GrpcTls } from '@ems/chassis/grpc';
import type { Config } from '../config';
import { createSessionClient, type SessionClient } from './session-client';
import { createSpeakerClient, type SpeakerClient } from './speaker-client';

export type { Room, Session, Slot, Track } from './schedule-reply';
export type { SessionClient, SlotsImpact } from './session-client';
export { type Speaker, speakerIdsOf } from './speaker-client';
export type { SummaryReply } from './summary';

/** The services that event-service calls. */
export interface Clients {
  sessions: SessionClient;
  speakers: SpeakerClient;
}

type GrpcConfig = Pick<Config, 'SESSION_GRPC_TARGET' | 'SPEAKER_GRPC_TARGET' | 'GRPC_TOKEN'> & GrpcTls;

export const createClients = ({
  SESSION_GRPC_TARGET,
  SPEAKER_GRPC_TARGET,
  GRPC_TOKEN,
  ...tls
}: GrpcConfig): Clients => ({
  sessions: createSessionClient(SESSION_GRPC_TARGET, GRPC_TOKEN, tls),
  speakers: createSpeakerClient(SPEAKER_GRPC_TARGET, GRPC_TOKEN, tls),
});
