import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { z } from 'zod';
import { notFound, unavailable } from '../errors';
import { currentContext } from '../log';
import { loadProto, serviceOf } from './definition';

export interface GrpcClient {
  /**
   * Calls an idempotent read. It ends after `deadlineMs`, or earlier when the request that it serves must answer earlier.
   * @param reply schema that the peer's answer must fit
   * @throws DomainError `not-found`, or `unavailable` when the peer is away, late or answers what the contract forbids
   */
  call<Reply>(method: string, request: object, reply: z.ZodType<Reply>, deadlineMs?: number): Promise<Reply>;
  close(): void;
}

const defaultDeadlineMs = 1_500;
/** Left for making the answer after the call. */
const reserveMs = 100;

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

export interface GrpcClientParts {
  protoFile: string;
  serviceName: string;
  /** `host:port`, or any gRPC name. */
  target: string;
}

export function createGrpcClient({ protoFile, serviceName, target }: GrpcClientParts): GrpcClient {
  const methods = serviceOf(loadProto(protoFile), serviceName);
  const client = new Client(target, credentials.createInsecure(), {
    'grpc.service_config': JSON.stringify(serviceConfig(serviceName)),
    'grpc.max_receive_message_length': 8 * 1024 * 1024,
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 20_000,
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 3_000,
  });
  return {
    async call(name, request, schema, deadlineMs = defaultDeadlineMs) {
      const method = methods[name];
      if (!method) throw new Error(`${serviceName} has no method ${name}`);
      const metadata = new Metadata();
      const context = currentContext();
      if (context) {
        metadata.set('x-request-id', context.requestId);
        metadata.set('traceparent', context.traceparent);
      }
      const remaining = (context?.deadline ?? Number.POSITIVE_INFINITY) - Date.now() - reserveMs;
      const deadline = Date.now() + Math.min(deadlineMs, remaining);
      const answer = await new Promise<unknown>((resolve, reject) => {
        const { path, requestSerialize, responseDeserialize } = method;
        client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          metadata,
          { deadline },
          (error, value) => (error ? reject(translate(error, serviceName)) : resolve(value)),
        );
      });
      const parsed = schema.safeParse(answer);
      if (!parsed.success)
        throw unavailable(`${serviceName} answered what its contract does not allow.`, 5, parsed.error);
      return parsed.data;
    },
    close: () => client.close(),
  };
}

function translate(error: ServiceError, serviceName: string) {
  if (error.code === status.NOT_FOUND) return notFound();
  return unavailable(`${serviceName} does not answer at the moment.`, 2, error);
}
