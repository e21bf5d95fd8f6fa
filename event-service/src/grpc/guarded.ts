import { DomainError, unavailable } from '@ems/chassis/errors';
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
  // The bulkhead: no more calls than this are under way to one peer.
  capacity: 64,
};

/** A peer's refusals say that it is well. */
const isAnswer = (error: unknown) => error instanceof DomainError && error.kind !== 'unavailable';

/**
 * A client that stops asking a peer which is away, and asks it no more at once than it can bear, so that a slow peer costs
 * its callers nothing but its own part: what is refused here fails at once, with 503.
 */
export function guarded(peer: string, client: GrpcClient): GrpcClient {
  const breaker = new CircuitBreaker((call: () => Promise<unknown>) => call(), {
    ...breakerOptions,
    errorFilter: isAnswer,
  });
  return {
    async call(method, request, reply, deadlineMs) {
      try {
        // The breaker hands on what the call itself gives.
        return (await breaker.fire(() => client.call(method, request, reply, deadlineMs))) as never;
      } catch (error) {
        if (error instanceof Error && CircuitBreaker.isOurError(error))
          throw unavailable(`${peer} is not asked at the moment.`, 2, error);
        throw error;
      }
    },
    close() {
      breaker.shutdown();
      client.close();
    },
  };
}
