import { join } from 'node:path';
import { notFound } from '@ems/chassis/errors';
import { createGrpcServer, type GrpcServer, type GrpcTls, rpc, streamRpc } from '@ems/chassis/grpc';
import { id, instant } from '@ems/chassis/http';
import type { Logger } from '@ems/chassis/log';
import { z } from 'zod';
import type { Config } from '../config';
import {
  findMovedSchedule,
  findPublicSchedule,
  findPublicSessions,
  findSchedule,
  findSessionWithSpeakers,
  summarizeEvent,
  toSessionData,
} from '../modules/schedule';
import { findSlotMoves, findSlotsOutside } from '../modules/slots';
import type { SessionDatabase } from '../shared/database';
import {
  toScheduleParts,
  toScheduleReply,
  toSession,
  toSessionParts,
  toSlotMove,
  toSlotOutside,
  toSummary,
} from './proto-mapper';

interface SessionRpcOptions {
  database: SessionDatabase;
  config: Pick<Config, 'GRPC_HOST' | 'GRPC_PORT' | 'GRPC_TOKEN'> & GrpcTls;
  logger: Logger;
}

const getSessionRequest = z.object({ session_id: id });
const listSessionsRequest = z.object({ event_id: id });
const listSlotsRequest = z.object({ event_id: id, version: z.union([id, z.enum(['', 'wip', 'latest'])]) });
const streamSlotsRequest = z.object({ event_id: id });
const summaryRequest = z.object({ event_id: id });
const previewRequest = z
  .object({
    event_id: id,
    starts_at: instant,
    ends_at: instant,
    from_starts_at: z.union([z.literal(''), instant]),
    from_timezone: z.string().max(64),
    timezone: z.string().max(64),
  })
  .refine(({ starts_at, ends_at }) => ends_at > starts_at, { path: ['ends_at'], message: 'Must come after starts_at' });

export const sessionRpc = ({ database: { client }, config, logger }: SessionRpcOptions): GrpcServer =>
  createGrpcServer({
    protoFile: join(__dirname, '../../../proto/session.proto'),
    serviceName: 'session.v1.SessionService',
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    token: config.GRPC_TOKEN,
    tls: config,
    logger,
    methods: {
      GetSession: rpc(getSessionRequest, async ({ session_id }) => {
        const session = await findSessionWithSpeakers(client, session_id);
        if (!session) throw notFound('session');
        return { session: toSession(toSessionData(session)) };
      }),
      ListSessionsByEvent: rpc(listSessionsRequest, async ({ event_id }) => ({
        sessions: (await findPublicSessions(client, event_id)).map(toSession),
      })),
      StreamSessionsByEvent: streamRpc(listSessionsRequest, async ({ event_id }) =>
        toSessionParts(findPublicSessions(client, event_id)),
      ),
      ListSlotsByEvent: rpc(listSlotsRequest, async ({ event_id, version }) =>
        toScheduleReply(
          version ? await findSchedule(client, event_id, version) : await findPublicSchedule(client, event_id),
        ),
      ),
      StreamSlotsByEvent: streamRpc(streamSlotsRequest, async ({ event_id }) =>
        toScheduleParts(findMovedSchedule(client, event_id)),
      ),
      SummarizeEvent: rpc(summaryRequest, async ({ event_id }) => toSummary(await summarizeEvent(client, event_id))),
      PreviewEventChange: rpc(previewRequest, async request => ({
        slots_outside: (await findSlotsOutside(client, request.event_id, request.starts_at, request.ends_at)).map(
          toSlotOutside,
        ),
        slots_moved: (await previewMove(client, request)).map(toSlotMove),
      })),
    },
  });

function previewMove(client: SessionDatabase['client'], request: z.infer<typeof previewRequest>) {
  const { event_id, starts_at, ends_at, from_starts_at, from_timezone, timezone } = request;
  if (from_starts_at === '' || from_timezone === '' || timezone === '') return [];
  const [startsAt, endsAt] = [starts_at.toISOString(), ends_at.toISOString()];
  const from = { startsAt: from_starts_at.toISOString(), endsAt, timezone: from_timezone };
  return findSlotMoves(client, event_id, { from, to: { startsAt, endsAt, timezone } });
}
