import { join } from 'node:path';
import { unavailable } from '@ems/chassis/errors';
import { createGrpcServer, type GrpcServer } from '@ems/chassis/grpc';
import { createLogger } from '@ems/chassis/log';
import { eventually } from '@ems/testing';
import { z } from 'zod';

/**
 * What the fake upstream does with each call; `late` makes the reply at once, and sends it when it behaves otherwise. `slow` begins a
 * stream, and goes on with it when it behaves otherwise.
 */
export type Behaviour = 'healthy' | 'failing' | 'hanging' | 'late' | 'slow' | 'nonsense';

export interface FakeUpstream {
  target: string;
  behave(behaviour: Behaviour): void;
  /** Calls so far, by method. */
  calls: Record<string, number>;
  /** Stops listening, and listens again on the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Each member of a reply in a part of its own, as a service may cut it. */
const partsOf = (reply: object): object[] => Object.entries(reply).map(([key, value]) => ({ [key]: value }));

async function* slowly(parts: readonly object[], released: Promise<void>): AsyncIterable<object> {
  yield {};
  await released;
  yield* parts;
}

type Replies = Record<string, (request: Record<string, unknown>) => object>;

/** A real gRPC server with the contract of a service, whose replies are the test's. */
async function startFakeUpstream(protoFile: string, serviceName: string, replies: Replies): Promise<FakeUpstream> {
  const logger = createLogger('fake-upstream', 'silent');
  const calls: Record<string, number> = {};
  const hanging = new Set<() => void>();
  let behaviour: Behaviour = 'healthy';
  const replyTo = async (name: string, request: Record<string, unknown>) => {
    calls[name] = (calls[name] ?? 0) + 1;
    if (behaviour === 'failing') throw unavailable('not now');
    const untilReleased = () => new Promise<void>(resolve => hanging.add(resolve));
    if (behaviour === 'hanging') await untilReleased();
    const reply =
      behaviour === 'nonsense'
        ? { sessions: [{}], speakers: [{}], slots_outside: [{}] }
        : (replies[name]?.(request) ?? {});
    if (behaviour === 'late') await untilReleased();
    if (!name.startsWith('Stream')) return reply;
    return behaviour === 'slow' ? slowly(partsOf(reply), untilReleased()) : partsOf(reply);
  };
  const request = z.record(z.string(), z.unknown());
  const methods = Object.fromEntries(
    Object.keys(replies).map(name => [
      name,
      { request, answer: (body: unknown) => replyTo(name, request.parse(body)) },
    ]),
  );
  const listen = async (port: number): Promise<GrpcServer> => {
    const server = createGrpcServer({ protoFile, serviceName, methods, host: '127.0.0.1', port, logger });
    await server.start();
    return server;
  };
  const release = () => {
    for (const resolve of hanging) resolve();
    hanging.clear();
  };
  let server: GrpcServer | undefined = await listen(0);
  const port = server.port();
  const down = async () => {
    release();
    await server?.stop(0);
    server = undefined;
  };
  return {
    target: `127.0.0.1:${port}`,
    behave(next) {
      if (!['hanging', 'late', 'slow'].includes(next)) release();
      behaviour = next;
    },
    calls,
    down,
    async up() {
      server ??= await eventually(() => listen(port));
    },
    stop: down,
  };
}

const proto = (service: string) => join(__dirname, `../../../../${service}-service/proto/${service}.proto`);

export const startFakeSessionService = (replies: Replies) =>
  startFakeUpstream(proto('session'), 'session.v1.SessionService', replies);

export const startFakeSpeakerService = (replies: Replies) =>
  startFakeUpstream(proto('speaker'), 'speaker.v1.SpeakerService', replies);
