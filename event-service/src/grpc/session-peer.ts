import { resolve } from 'node:path';
import { createGrpcClient } from '@ems/chassis/grpc';
import type { z } from 'zod';
import { guarded } from './guarded';
import { previewReply, programmeReply, type Session, type SlotOutside, sessionsReply } from './session-replies';

/** session-service as event-service asks it; each method is one call, an idempotent read, and 503 when it is away. */
export interface SessionPeer {
  /** The whole public programme of an event, of whatever size. */
  programmeOf(eventId: string): Promise<z.infer<typeof programmeReply>>;
  /** The confirmed sessions of an event, with or without a slot. */
  sessionsOf(eventId: string): Promise<Session[]>;
  /** Which slots would lie outside an event at these times. */
  slotsOutside(eventId: string, startsAt: Date, endsAt: Date): Promise<SlotOutside[]>;
  close(): void;
}

const protoFile = resolve(__dirname, '../../../../session-service/proto/session.proto');

export function connectSessionPeer(target: string): SessionPeer {
  const client = guarded(
    'session-service',
    createGrpcClient({ protoFile, serviceName: 'session.v1.SessionService', target }),
  );
  return {
    programmeOf: eventId => client.call('ListSlotsByEvent', { event_id: eventId }, programmeReply),
    sessionsOf: async eventId =>
      (await client.call('ListSessionsByEvent', { event_id: eventId }, sessionsReply)).sessions,
    async slotsOutside(eventId, startsAt, endsAt) {
      const request = { event_id: eventId, starts_at: startsAt.toISOString(), ends_at: endsAt.toISOString() };
      return (await client.call('PreviewEventChange', request, previewReply)).slots_outside;
    },
    close: client.close,
  };
}
