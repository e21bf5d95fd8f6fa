import { resolve } from 'node:path';
import { createGrpcClient, type GrpcTls } from '@ems/chassis/grpc';
import { z } from 'zod';
import { withCircuitBreaker } from './circuit-breaker';
import { room, type Session, session, slot, track } from './schedule-reply';
import { type SummaryReply, summaryReply } from './summary';

const affectedSlot = z.object({
  slot_id: z.uuid(),
  session_id: z.uuid(),
  title: z.string(),
  room_id: z.uuid(),
  starts_at: z.iso.datetime(),
  ends_at: z.iso.datetime(),
});

const toAffectedSlot = (value: z.infer<typeof affectedSlot>) => ({
  slotId: value.slot_id,
  sessionId: value.session_id,
  title: value.title,
  roomId: value.room_id,
  startsAt: value.starts_at,
  endsAt: value.ends_at,
});

const slotOutside = affectedSlot.transform(toAffectedSlot);

const sessionsReply = z.object({ sessions: z.array(session) });
const slotsReply = z.object({
  rooms: z.array(room),
  tracks: z.array(track),
  slots: z.array(slot),
  sessions: z.array(session),
  moved_version: z.int(),
  // A server of before it was told says nothing.
  is_released: z.boolean().default(false),
});
const slotMoved = affectedSlot
  .extend({
    moved_starts_at: z.iso.datetime(),
    moved_ends_at: z.iso.datetime(),
    refused_by: z.enum(['', 'outside', 'speaker', 'overlap']),
  })
  .transform(value => ({
    ...toAffectedSlot(value),
    movedTo: { startsAt: value.moved_starts_at, endsAt: value.moved_ends_at },
    refusedBy: value.refused_by || null,
  }));
const previewReply = z.object({ slots_outside: z.array(slotOutside), slots_moved: z.array(slotMoved).default([]) });

/** What a change of an event's zone or dates would do to its slots. */
export interface SlotsImpact {
  slotsOutside: z.infer<typeof slotOutside>[];
  /** If all moved with it. */
  slotsMoved: z.infer<typeof slotMoved>[];
}

interface Frame {
  startsAt: Date;
  endsAt: Date;
  timezone: string;
}

/** The client of session-service: each method is one idempotent read, and throws 503 when the service is unavailable. */
export interface SessionClient {
  /** The whole public schedule of an event, of whatever size: its slots with their rooms, tracks and sessions. */
  listSlotsByEvent(
    eventId: string,
  ): Promise<
    Omit<z.infer<typeof slotsReply>, 'moved_version' | 'is_released'> & { movedVersion: number; isReleased: boolean }
  >;
  /** The confirmed sessions of an event, with or without a slot. */
  listSessionsByEvent(eventId: string): Promise<Session[]>;
  /** How many sessions and reviews an event has. */
  summarizeEvent(eventId: string): Promise<SummaryReply>;
  /** What it would do to the slots of an event if it were at another time or in another zone. */
  previewEventChange(eventId: string, from: Frame, to: Frame): Promise<SlotsImpact>;
  close(): void;
}

/** Of a request's time, what is left for the speakers and for writing the reply. */
const reserveMs = 700;
/** Of thousands of slots it takes longer than an answer of one thing; what is left of the request is for the change itself. */
const previewMs = 3_000;
const protoFile = resolve(__dirname, '../../../../session-service/proto/session.proto');

/**
 * @param target `host:port`, or any gRPC name
 * @param token the server's, empty where it has none
 * @param tls the files for mutual TLS, empty where there is none
 */
export function createSessionClient(target: string, token: string, tls: GrpcTls): SessionClient {
  const client = withCircuitBreaker(
    'session-service',
    createGrpcClient({ protoFile, serviceName: 'session.v1.SessionService', target, token, tls }),
  );
  return {
    async listSlotsByEvent(eventId) {
      const parts = await client.callStream('StreamSlotsByEvent', { event_id: eventId }, slotsReply, reserveMs);
      return {
        rooms: parts.flatMap(({ rooms }) => rooms),
        tracks: parts.flatMap(({ tracks }) => tracks),
        slots: parts.flatMap(({ slots }) => slots),
        sessions: parts.flatMap(({ sessions }) => sessions),
        movedVersion: Math.max(0, ...parts.map(part => part.moved_version)),
        isReleased: parts.some(part => part.is_released),
      };
    },
    async listSessionsByEvent(eventId) {
      const parts = await client.callStream('StreamSessionsByEvent', { event_id: eventId }, sessionsReply, reserveMs);
      return parts.flatMap(({ sessions }) => sessions);
    },
    summarizeEvent: eventId => client.call('SummarizeEvent', { event_id: eventId }, summaryReply),
    async previewEventChange(eventId, from, to) {
      const reply = await client.call(
        'PreviewEventChange',
        {
          event_id: eventId,
          ...{ from_starts_at: from.startsAt.toISOString(), from_timezone: from.timezone },
          ...{ starts_at: to.startsAt.toISOString(), ends_at: to.endsAt.toISOString(), timezone: to.timezone },
        },
        previewReply,
        previewMs,
      );
      return { slotsOutside: reply.slots_outside, slotsMoved: reply.slots_moved };
    },
    close: client.close,
  };
}
