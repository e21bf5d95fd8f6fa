import { join } from 'node:path';
import { notFound } from '@ems/chassis/errors';
import { createGrpcServer, type GrpcServer, rpc } from '@ems/chassis/grpc';
import { instant } from '@ems/chassis/http';
import type { Logger } from '@ems/chassis/log';
import { z } from 'zod';
import {
  confirmedSessions,
  findSchedule,
  publicSchedule,
  sessionWithSpeakers,
  slotsOutside,
  toSessionInProgramme,
} from '../modules/schedule';
import type { SessionDatabase } from '../shared/database';
import { toProgramme, toSession, toSlotOutside } from './proto-view';

interface Parts {
  database: SessionDatabase;
  config: { GRPC_HOST: string; GRPC_PORT: number };
  logger: Logger;
}

const ofSession = z.object({ session_id: z.uuid() });
const ofEvent = z.object({ event_id: z.uuid() });
const ofVersion = z.object({
  event_id: z.uuid(),
  version: z.union([z.uuid(), z.enum(['', 'wip', 'latest'])]),
});
const eventChange = z
  .object({ event_id: z.uuid(), starts_at: instant, ends_at: instant })
  .refine(({ starts_at, ends_at }) => ends_at > starts_at, { path: ['ends_at'], message: 'Must come after starts_at' });

export const sessionRpc = ({ database: { read }, config, logger }: Parts): GrpcServer =>
  createGrpcServer({
    protoFile: join(__dirname, '../../../proto/session.proto'),
    serviceName: 'session.v1.SessionService',
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    logger,
    methods: {
      GetSession: rpc(ofSession, async ({ session_id }) => {
        const session = await sessionWithSpeakers(read, session_id);
        if (!session) throw notFound('session');
        return { session: toSession(toSessionInProgramme(session)) };
      }),
      ListSessionsByEvent: rpc(ofEvent, async ({ event_id }) => ({
        sessions: (await confirmedSessions(read, event_id)).map(toSessionInProgramme).map(toSession),
      })),
      ListSlotsByEvent: rpc(ofVersion, async ({ event_id, version }) =>
        toProgramme(version ? await findSchedule(read, event_id, version) : await publicSchedule(read, event_id)),
      ),
      PreviewEventChange: rpc(eventChange, async ({ event_id, starts_at, ends_at }) => ({
        slots_outside: (await slotsOutside(read, event_id, starts_at, ends_at)).map(toSlotOutside),
      })),
    },
  });
