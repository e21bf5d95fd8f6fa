import { createBulkhead } from '@ems/chassis/concurrency';
import { isDomainError, unavailable } from '@ems/chassis/errors';
import type { GrpcClient } from '@ems/chassis/grpc';
import CircuitBreaker from 'opossum';

/** Opens when half of at least 20 calls within 10 s failed, and tries one call again after 5 s. */
const breakerOptions = {
  // Every call has its own deadline.
  timeout: false as const,
  errorThresholdPercentage: 50,
  volumeThreshold: 20,
  rollingCountTimeout: 10_000,
  resetTimeout: 5_000,
};

/** No more calls than this are under way to one service. */
const concurrency = 64;
const retryAfterSeconds = 2;

/** A refusal shows that the service is healthy. */
const isRefusal = (error: unknown) => isDomainError(error) && error.kind !== 'unavailable';

/**
 * A client behind a circuit breaker and a bulkhead: it does not call a service that is down, nor one that is slow by more
 * calls at a time than the bulkhead has room for. What is rejected here fails at once, with 503.
 * @param service that is called, for the error's text
 */
export function withCircuitBreaker(service: string, client: GrpcClient): GrpcClient {
  const detail = `${service} is not called at the moment.`;
  const bulkhead = createBulkhead({ concurrency, maxQueue: 0, detail, retryAfterSeconds });
  const breaker = new CircuitBreaker((call: () => Promise<unknown>) => call(), {
    ...breakerOptions,
    errorFilter: isRefusal,
  });
  const throughBreaker = async <Reply>(call: () => Promise<Reply>): Promise<Reply> => {
    try {
      // The breaker hands on what the call itself gives.
      return (await bulkhead(() => breaker.fire(call))) as Reply;
    } catch (error) {
      if (error instanceof Error && CircuitBreaker.isOurError(error))
        throw unavailable(detail, retryAfterSeconds, error);
      throw error;
    }
  };
  return {
    call: (method, request, reply, deadlineMs) => throughBreaker(() => client.call(method, request, reply, deadlineMs)),
    callStream: (method, request, part, reserveMs) =>
      throughBreaker(() => client.callStream(method, request, part, reserveMs)),
    close() {
      breaker.shutdown();
      client.close();
    },
  };
}
