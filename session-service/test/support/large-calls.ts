import { join } from 'node:path';
import { createGrpcClient } from '@ems/chassis/grpc';
import { expectStatus } from '@ems/testing';
import { z } from 'zod';
import type { Conference } from './conference';
import type { App } from './start';

const counted = z.object({ slots: z.array(z.unknown()) });

/** What is asked of a large event, each with how many things it answers. */
export function largeCalls(running: App, camp: Conference) {
  const client = createGrpcClient({
    protoFile: join(__dirname, '../../../proto/session.proto'),
    serviceName: 'session.v1.SessionService',
    target: running.grpcTarget,
  });
  const of = `eventId=${camp.id}&limit=100` as const;
  const list =
    (path: 'sessions' | 'slots' | 'conflicts', query = '', api = camp.team) =>
    async () =>
      expectStatus(await api('get', `/${path}?${of}${query}`), 200).body.data.length;
  const changes = async () =>
    expectStatus(await camp.team('get', `/schedule-versions/wip/diff?eventId=${camp.id}`), 200).body.changes.length;
  const schedule = (version: string) => async () =>
    (await client.call('ListSlotsByEvent', { event_id: camp.id, version }, counted, 5_000)).slots.length;
  const calls: Record<string, () => Promise<number>> = {
    'sessions, as the team': list('sessions'),
    'sessions, as the public': list('sessions', '', running.as()),
    'sessions by words': list('sessions', '&q=rust+frieden'),
    slots: list('slots'),
    conflicts: list('conflicts'),
    'changes since the release': changes,
    'schedule in progress (gRPC)': schedule('wip'),
    'schedule as released (gRPC)': schedule(''),
  };
  return { calls, close: client.close };
}

/** Milliseconds of each of `times` calls, in ascending order. */
export async function measure(call: () => Promise<unknown>, times: number): Promise<number[]> {
  const took = [];
  for (let n = 0; n < times; n++) {
    const start = performance.now();
    await call();
    took.push(performance.now() - start);
  }
  return took.toSorted((a, b) => a - b);
}
