import { join } from 'node:path';
import { unavailable } from '@ems/chassis/errors';
import { createGrpcServer, type GrpcServer, rpc } from '@ems/chassis/grpc';
import { createLogger } from '@ems/chassis/log';
import { eventually } from '@ems/chassis/testing';
import { z } from 'zod';

/** What the stand-in of a peer does with each call. */
export type Mood = 'well' | 'failing' | 'hanging' | 'nonsense';

export interface Peer {
  target: string;
  mood(mood: Mood): void;
  /** Calls answered so far, by method. */
  calls: Record<string, number>;
  /** Stops listening, and listens again on the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

type Answers = Record<string, (request: Record<string, unknown>) => object>;

/** A real gRPC server with the peer's own contract, that answers what the test says. */
async function startPeer(protoFile: string, serviceName: string, answers: Answers): Promise<Peer> {
  const logger = createLogger('peer', 'silent');
  const calls: Record<string, number> = {};
  const hanging = new Set<() => void>();
  let mood: Mood = 'well';
  const answer = async (name: string, request: Record<string, unknown>) => {
    calls[name] = (calls[name] ?? 0) + 1;
    if (mood === 'failing') throw unavailable('not now');
    if (mood === 'hanging') await new Promise<void>(resolve => hanging.add(resolve));
    return mood === 'nonsense'
      ? { sessions: [{}], speakers: [{}], slots_outside: [{}] }
      : (answers[name]?.(request) ?? {});
  };
  const request = z.record(z.string(), z.unknown());
  const methods = Object.fromEntries(
    Object.keys(answers).map(name => [name, rpc(request, body => answer(name, body))]),
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
    mood(next) {
      if (next !== 'hanging') release();
      mood = next;
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

export const startSessionPeer = (answers: Answers) => startPeer(proto('session'), 'session.v1.SessionService', answers);

export const startSpeakerPeer = (answers: Answers) => startPeer(proto('speaker'), 'speaker.v1.SpeakerService', answers);
