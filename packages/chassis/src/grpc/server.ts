import { once } from 'node:events';
import { Server, type ServerUnaryCall, type ServerWritableStream, type sendUnaryData, status } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation, protoPath as healthProto } from 'grpc-health-check';
import type { z } from 'zod';
import { takeTurns } from '../concurrency';
import { toUnavailable } from '../database';
import { parseInput, unauthenticated } from '../errors';
import { failpoint } from '../failpoints';
import { continueContext, type Logger, runInContext } from '../log';
import { rpcServerSeconds } from '../metrics/instruments';
import { withActiveSpan } from '../tracing';
import { type GrpcTls, serverCredentials } from './credentials';
import { loadProto, serviceOf } from './definition';
import { completeDescriptors } from './descriptors';
import { endServerSpan, startServerSpan } from './spans';
import { toStatus } from './status';
import { showsToken } from './token';

const afterWork = failpoint('grpc.server.after_work_before_reply');

/** Messages of a stream, each made when the one before is sent. */
type Stream = Iterable<object> | AsyncIterable<object>;

/** One method: its request's schema, and what answers it. Replies have the proto's own field names. */
export interface Rpc {
  request: z.ZodType;
  /** One reply, or the parts of a stream. */
  answer(request: unknown): Promise<object | Stream>;
}

/** Ties a method's schema to its handler's type. */
export const rpc = <Request>(request: z.ZodType<Request>, answer: (request: Request) => Promise<object>): Rpc => ({
  request,
  // The request was parsed by this very schema.
  answer: answer as Rpc['answer'],
});

/** As {@link rpc}, of a method that answers with a stream. */
export const streamRpc = <Request>(
  request: z.ZodType<Request>,
  answer: (request: Request) => Promise<Stream>,
): Rpc => ({
  request,
  answer: answer as Rpc['answer'],
});

export interface GrpcServer {
  start(): Promise<void>;
  /** NOT_SERVING at once, then lets running calls end for at most `graceMs`. */
  stop(graceMs?: number): Promise<void>;
  port(): number;
}

export interface GrpcServerOptions {
  protoFile: string;
  serviceName: string;
  /** By the proto's method name. */
  methods: Record<string, Rpc>;
  host: string;
  port: number;
  /** Calls must show it, and there is no reflection; empty: anybody who reaches the port may call. */
  token?: string;
  /** For mutual TLS; none: calls come unencrypted. */
  tls?: GrpcTls;
  logger: Logger;
}

const maxMessageBytes = 8 * 1024 * 1024;

/**
 * A gRPC server with health (grpc.health.v1), that refuses work whose deadline has passed. Without a token it has reflection.
 */
export function createGrpcServer(options: GrpcServerOptions): GrpcServer {
  const proto = loadProto(options.protoFile);
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.max_concurrent_streams': 200,
    // Whoever has to connect anew looks up the name anew, and finds further instances well within a minute.
    'grpc.max_connection_age_ms': 30_000,
    'grpc.max_connection_age_grace_ms': 10_000,
    'grpc.http2.min_ping_interval_without_data_ms': 20_000,
  });
  const health = new HealthImplementation({ '': 'NOT_SERVING', [options.serviceName]: 'NOT_SERVING' });
  const definition = serviceOf(proto, options.serviceName);
  const handlers = Object.entries(options.methods).map(([name, method]) => [
    name,
    (definition[name]?.responseStream ? streaming : unary)(name, method, options),
  ]);
  server.addService(definition, Object.fromEntries(handlers));
  health.addToServer(server);
  if (!options.token) {
    const descriptors = { ...completeDescriptors(proto), ...completeDescriptors(loadProto(healthProto)) };
    new ReflectionService(descriptors).addToServer(server);
  }
  let bound = 0;
  const setHealth = (state: 'SERVING' | 'NOT_SERVING') => {
    health.setStatus('', state);
    health.setStatus(options.serviceName, state);
  };
  return {
    async start() {
      bound = await new Promise<number>((resolve, reject) => {
        const address = `${options.host}:${options.port}`;
        server.bindAsync(address, serverCredentials(options.tls), (error, port) =>
          error ? reject(error) : resolve(port),
        );
      });
      setHealth('SERVING');
      const { host, logger, serviceName: rpcService } = options;
      logger.info({ host, port: bound, rpcService }, 'gRPC server listening');
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

type Call = ServerUnaryCall<unknown, object> | ServerWritableStream<unknown, object>;
type Answer = Awaited<ReturnType<Rpc['answer']>>;

const unary =
  (name: string, method: Rpc, options: GrpcServerOptions) =>
  (call: ServerUnaryCall<unknown, object>, reply: sendUnaryData<object>) =>
    handle(name, method, options, call, async answer => reply(null, answer), reply);

const streaming =
  (name: string, method: Rpc, options: GrpcServerOptions) => (call: ServerWritableStream<unknown, object>) =>
    handle(
      name,
      method,
      options,
      call,
      async parts => {
        const others = takeTurns();
        for await (const part of parts as Stream) {
          // Whoever reads slowly is waited for; whoever is gone is not.
          if (call.cancelled) return;
          if (!call.write(part)) await writable(call);
          await others();
        }
        call.end();
      },
      refusal => call.emit('error', refusal),
    );

async function writable(call: ServerWritableStream<unknown, object>): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  await Promise.race([once(call, 'drain', { signal }), once(call, 'cancelled', { signal })]);
  waiting.abort();
}

/** Runs a call in its caller's context, sends its answer or why there is none, and logs it. */
function handle(
  name: string,
  method: Rpc,
  { token, logger }: GrpcServerOptions,
  call: Call,
  send: (answer: Answer) => Promise<void>,
  refuse: (refusal: ReturnType<typeof toStatus>) => void,
): void {
  const header = (key: string) => call.metadata.get(key)[0]?.toString();
  const deadline = Number(call.getDeadline());
  const traceparent = header('traceparent');
  const span = startServerSpan(call.getPath(), traceparent);
  const context = withActiveSpan(span, () =>
    continueContext(header('x-request-id'), traceparent, Number.isFinite(deadline) ? deadline : undefined),
  );
  const answer = async () => {
    const started = performance.now();
    let code = status.OK;
    try {
      if (!showsToken(call.metadata, token)) throw unauthenticated('A call must show the token of this server.');
      // Nobody waits for it any more.
      if (call.cancelled || Date.now() > deadline)
        throw Object.assign(new Error('late'), { code: status.DEADLINE_EXCEEDED });
      const made = await method.answer(parseInput(method.request, call.request));
      afterWork();
      await send(made);
    } catch (thrown) {
      const error = toUnavailable(thrown);
      const refusal = toStatus(error);
      code = refusal.code ?? status.INTERNAL;
      if (code === status.INTERNAL) logger.error({ err: error, rpc: name }, 'gRPC call failed');
      refuse(refusal);
    }
    const ms = performance.now() - started;
    rpcServerSeconds.observe({ method: name, code: status[code] }, ms / 1_000);
    logger.info({ rpc: name, code: status[code], ms: Math.round(ms) }, 'gRPC call');
    endServerSpan(span, code);
  };
  void withActiveSpan(span, () => runInContext(context, answer));
}
