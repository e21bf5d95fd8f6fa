import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation, protoPath as healthProto } from 'grpc-health-check';
import type { z } from 'zod';
import { translateAbsence } from '../database';
import { parseInput } from '../errors';
import { continueContext, type Logger, runInContext } from '../log';
import { loadProto, serviceOf } from './definition';
import { toStatus } from './status';

/** One method: its request's schema, and what answers it. The reply has the proto's own field names. */
export interface Rpc {
  request: z.ZodType;
  answer(request: unknown): Promise<object>;
}

/** Ties a method's schema to its handler's type. */
export const rpc = <Request>(request: z.ZodType<Request>, answer: (request: Request) => Promise<object>): Rpc => ({
  request,
  // The request was parsed by this very schema.
  answer: answer as Rpc['answer'],
});

export interface GrpcServer {
  start(): Promise<void>;
  /** NOT_SERVING at once, then lets running calls end for at most `graceMs`. */
  stop(graceMs?: number): Promise<void>;
  port(): number;
}

export interface GrpcServerParts {
  protoFile: string;
  serviceName: string;
  /** By the proto's method name. */
  methods: Record<string, Rpc>;
  host: string;
  port: number;
  logger: Logger;
}

const maxMessageBytes = 8 * 1024 * 1024;

/** A gRPC server with health (grpc.health.v1) and reflection, that refuses work whose deadline has passed. */
export function createGrpcServer(parts: GrpcServerParts): GrpcServer {
  const proto = loadProto(parts.protoFile);
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.max_concurrent_streams': 200,
    'grpc.max_connection_age_ms': 120_000,
    'grpc.max_connection_age_grace_ms': 10_000,
    'grpc.http2.min_ping_interval_without_data_ms': 20_000,
  });
  const health = new HealthImplementation({ '': 'NOT_SERVING', [parts.serviceName]: 'NOT_SERVING' });
  const handlers = Object.entries(parts.methods).map(([name, method]) => [name, unary(name, method, parts.logger)]);
  server.addService(serviceOf(proto, parts.serviceName), Object.fromEntries(handlers));
  health.addToServer(server);
  new ReflectionService({ ...proto, ...loadProto(healthProto) }).addToServer(server);
  let bound = 0;
  const setHealth = (state: 'SERVING' | 'NOT_SERVING') => {
    health.setStatus('', state);
    health.setStatus(parts.serviceName, state);
  };
  return {
    async start() {
      bound = await new Promise<number>((resolve, reject) => {
        const address = `${parts.host}:${parts.port}`;
        server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
          error ? reject(error) : resolve(port),
        );
      });
      setHealth('SERVING');
    },
    async stop(graceMs = 5_000) {
      setHealth('NOT_SERVING');
      await new Promise<void>(resolve => {
        const cut = setTimeout(() => {
          server.forceShutdown();
          resolve();
        }, graceMs);
        server.tryShutdown(() => {
          clearTimeout(cut);
          resolve();
        });
      });
    },
    port: () => bound,
  };
}

function unary(name: string, method: Rpc, logger: Logger) {
  return (call: ServerUnaryCall<unknown, object>, reply: sendUnaryData<object>) => {
    const header = (key: string) => call.metadata.get(key)[0]?.toString();
    const deadline = Number(call.getDeadline());
    const context = continueContext(
      header('x-request-id'),
      header('traceparent'),
      Number.isFinite(deadline) ? deadline : undefined,
    );
    runInContext(context, async () => {
      const started = performance.now();
      let code = status.OK;
      try {
        if (Date.now() > deadline) throw Object.assign(new Error('late'), { code: status.DEADLINE_EXCEEDED });
        reply(null, await method.answer(parseInput(method.request, call.request)));
      } catch (thrown) {
        const error = translateAbsence(thrown);
        const refusal = toStatus(error);
        code = refusal.code ?? status.INTERNAL;
        if (code === status.INTERNAL) logger.error({ err: error, rpc: name }, 'a call failed');
        reply(refusal);
      }
      logger.info({ rpc: name, code: status[code], ms: Math.round(performance.now() - started) }, 'call');
    });
  };
}
