import { Client, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { z } from 'zod';
import { takeTurns } from '../concurrency';
import { isDomainError, notFound, unavailable } from '../errors';
import { currentContext } from '../log';
import { rpcClientSeconds } from '../metrics/instruments';
import { type Span, traceparentOf } from '../tracing';
import { clientCredentials, type GrpcTls } from './credentials';
import { loadProto, serviceOf } from './definition';
import { endClientSpan, startClientSpan } from './spans';
import { showToken } from './token';

export interface GrpcClient {
  /**
   * Calls an idempotent read. It ends after `deadlineMs`, or earlier when the request that it serves must answer earlier.
   * @param reply schema that the peer's answer must fit
   * @throws DomainError `not-found`, or `unavailable` when the peer is away, late or answers what the contract forbids
   */
  call<Reply>(method: string, request: object, reply: z.ZodType<Reply>, deadlineMs?: number): Promise<Reply>;
  /**
   * Calls an idempotent read that answers with a stream, of whatever length. It may take what the request that it serves has left; a
   * peer that is late with its first message is not waited for any longer.
   * @param reply schema that each of the peer's messages must fit
   * @param reserveMs to be left of that, for what comes after the call
   * @returns all messages, in their order
   * @throws DomainError like {@link call}
   */
  callStream<Reply>(method: string, request: object, reply: z.ZodType<Reply>, reserveMs?: number): Promise<Reply[]>;
  close(): void;
}

const defaultDeadlineMs = 1_500;
/** Of a stream that serves no request: less than a server leaves to a connection. */
const longestStreamMs = 30_000;
/** By then the first message of a stream is here, or its peer is taken for one that hangs. */
const firstMessageMs = 2_000;
/** Left for making the answer after the call. */
const defaultReserveMs = 100;

/** Retries in this one layer only, for reads only, with a budget that ends them when the peer is down (gRFC A6). */
const serviceConfig = (serviceName: string) => ({
  loadBalancingConfig: [{ round_robin: {} }],
  methodConfig: [
    {
      name: [{ service: serviceName }],
      retryPolicy: {
        maxAttempts: 3,
        initialBackoff: '0.05s',
        maxBackoff: '0.5s',
        backoffMultiplier: 2,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
  ],
  retryThrottling: { maxTokens: 10, tokenRatio: 0.1 },
});

export interface GrpcClientOptions {
  protoFile: string;
  serviceName: string;
  /** `host:port`, or any gRPC name; calls are spread over all of its addresses, as of `ipv4:10.0.0.1:50051,10.0.0.2:50051`. */
  target: string;
  /** The server's, where it has one. */
  token?: string;
  /** For mutual TLS; none: calls go unencrypted. */
  tls?: GrpcTls;
}

export function createGrpcClient({ protoFile, serviceName, target, token, tls }: GrpcClientOptions): GrpcClient {
  const methods = serviceOf(loadProto(protoFile), serviceName);
  const client = new Client(target, clientCredentials(tls), {
    'grpc.service_config': JSON.stringify(serviceConfig(serviceName)),
    'grpc.max_receive_message_length': 8 * 1024 * 1024,
    // An instance that says nothing more is left out within 10 s, also when nothing is asked of it meanwhile.
    'grpc.keepalive_time_ms': 5_000,
    'grpc.keepalive_timeout_ms': 4_000,
    'grpc.keepalive_permit_without_calls': 1,
    // A name is looked up again when a connection ends, which servers see to (./server.ts).
    'grpc.dns_min_time_between_resolutions_ms': 5_000,
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 3_000,
  });
  const methodNamed = (name: string) => {
    const method = methods[name];
    if (!method) throw new Error(`${serviceName} has no method ${name}`);
    return method;
  };
  /** What every call carries. */
  const callOf = (span: Span | undefined, deadlineMs: number, reserveMs = defaultReserveMs) => {
    const metadata = new Metadata();
    showToken(metadata, token);
    const context = currentContext();
    if (context) {
      metadata.set('x-request-id', context.requestId);
      metadata.set('traceparent', span ? traceparentOf(span) : context.traceparent);
    }
    const remaining = (context?.deadline ?? Number.POSITIVE_INFINITY) - Date.now() - reserveMs;
    return { metadata, options: { deadline: Date.now() + Math.min(deadlineMs, remaining) } };
  };
  const parse = <Reply>(schema: z.ZodType<Reply>, answer: unknown): Reply => {
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw unavailable(`${serviceName} answered what its contract does not allow.`, 5, parsed.error);
  };
  return {
    async call(name, request, schema, deadlineMs = defaultDeadlineMs) {
      const { path, requestSerialize, responseDeserialize } = methodNamed(name);
      const span = startClientSpan(path, target);
      const { metadata, options } = callOf(span, deadlineMs);
      const answer = new Promise<unknown>((resolve, reject) => {
        client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          metadata,
          options,
          (error, value) => {
            endClientSpan(span, error ? error.code : status.OK);
            if (error) reject(translate(error, serviceName));
            else resolve(value);
          },
        );
      });
      return counted(
        name,
        answer.then(value => parse(schema, value)),
      );
    },
    async callStream<Reply>(name: string, request: object, schema: z.ZodType<Reply>, reserveMs?: number) {
      const { path, requestSerialize, responseDeserialize } = methodNamed(name);
      const span = startClientSpan(path, target);
      const { metadata, options } = callOf(span, longestStreamMs, reserveMs);
      const stream = client.makeServerStreamRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        options,
      );
      const readAll = async () => {
        const parts: Reply[] = [];
        const hangs = setTimeout(() => stream.cancel(), firstMessageMs);
        try {
          const others = takeTurns();
          for await (const part of stream) {
            clearTimeout(hangs);
            parts.push(parse(schema, part));
            await others();
          }
          endClientSpan(span, status.OK);
        } catch (error) {
          endClientSpan(span, isDomainError(error) ? undefined : (error as ServiceError).code);
          throw isDomainError(error) ? error : translate(error as ServiceError, serviceName);
        } finally {
          clearTimeout(hangs);
        }
        return parts;
      };
      return counted(name, readAll());
    },
    close: () => client.close(),
  };
}

/** Counts a call by how it ends. */
async function counted<T>(method: string, call: Promise<T>): Promise<T> {
  const started = performance.now();
  const end = (outcome: string) => rpcClientSeconds.observe({ method, outcome }, (performance.now() - started) / 1_000);
  try {
    const answer = await call;
    end('ok');
    return answer;
  } catch (error) {
    end(isDomainError(error) ? error.kind : 'fault');
    throw error;
  }
}

function translate(error: ServiceError, serviceName: string) {
  if (error.code === status.NOT_FOUND) return notFound();
  return unavailable(`${serviceName} does not answer at the moment.`, 2, error);
}
