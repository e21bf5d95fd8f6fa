import { join } from 'node:path';
import { createGrpcClient } from '@ems/chassis/grpc';
import { z } from 'zod';
import type { Conference } from './conference';
import type { Running } from './start';

const counted = z.object({ slots: z.array(z.unknown()) });

/** What is asked of a large event, each with how many things it answers. */
export function largeCalls(running: Running, camp: Conference) {
  const client = createGrpcClient({
    protoFile: join(__dirname, '../../../proto/session.proto'),
    serviceName: 'session.v1.SessionService',
    target: running.grpcTarget,
  });
  const list =
    (path: string, api = camp.team) =>
    async () => {
      const { status, body } = await api('get', path);
      if (status !== 200) throw new Error(`${path} answered ${status}`);
      return (body.data ?? body.changes).length;
    };
  const programme = (version: string) => async () =>
    (await client.call('ListSlotsByEvent', { event_id: camp.id, version }, counted, 5_000)).slots.length;
  const of = `eventId=${camp.id}&limit=100`;
  const calls: Record<string, () => Promise<number>> = {
    'sessions, as the team': list(`/sessions?${of}`),
    'sessions, as the public': list(`/sessions?${of}`, running.as()),
    'sessions by words': list(`/sessions?${of}&q=rust+frieden`),
    slots: list(`/slots?${of}`),
    conflicts: list(`/conflicts?${of}`),
    'changes since the release': list(`/schedule-versions/wip/diff?eventId=${camp.id}`),
    'schedule as it stands (gRPC)': programme('wip'),
    'schedule as released (gRPC)': programme(''),
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
