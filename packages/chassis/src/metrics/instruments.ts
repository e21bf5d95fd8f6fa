import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/**
 * What this process has counted since its start. It is the process's, as its log is: so whatever counts needs to be handed nothing.
 * Each label has few values, which the code names: never what somebody has sent.
 */
export const processMetrics = new Registry();
const registers = [processMetrics];

/** In seconds, up to the time within which a request is answered. */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export const requestSeconds = new Histogram({
  name: 'http_server_request_duration_seconds',
  help: 'HTTP requests, from their headers to the end of the reply, by the template of their route',
  labelNames: ['method', 'route', 'status'],
  buckets: requestBuckets,
  registers,
});

export const problemCount = new Counter({
  name: 'http_server_problems_total',
  help: 'HTTP replies that were problems, by their code',
  labelNames: ['code'],
  registers,
});

export const rpcServerSeconds = new Histogram({
  name: 'rpc_server_call_duration_seconds',
  help: 'gRPC calls that were served, by their status',
  labelNames: ['method', 'code'],
  buckets: requestBuckets,
  registers,
});

export const rpcClientSeconds = new Histogram({
  name: 'rpc_client_call_duration_seconds',
  help: 'gRPC calls of other services, with all attempts, by how they ended: ok, or the kind of the error',
  labelNames: ['method', 'outcome'],
  buckets: requestBuckets,
  registers,
});

export const messagesPublished = new Counter({
  name: 'messages_published_total',
  help: 'Messages of the outbox that were sent: published, or failed and to be sent again',
  labelNames: ['type', 'outcome'],
  registers,
});

export const messagesConsumed = new Counter({
  name: 'messages_consumed_total',
  help: 'Messages by what came of them: applied, ignored (known already, or lost by its owner), retried, dead-lettered',
  labelNames: ['type', 'outcome'],
  registers,
});

export const messageLag = new Histogram({
  name: 'message_lag_seconds',
  help: 'From what a message tells of to its committed effect here',
  labelNames: ['type'],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 600],
  registers,
});

export const leading = new Gauge({
  name: 'leader',
  help: '1 where this instance is the one that does the work for its database',
  labelNames: ['work'],
  registers,
});

const cacheReads = new Counter({
  name: 'cache_reads_total',
  help: 'Reads of caches in memory: hit or miss',
  labelNames: ['cache', 'result'],
  registers,
});

/** Counts a read of a cache that the code names. */
export const countCacheRead = (cache: string, isHit: boolean): void =>
  cacheReads.inc({ cache, result: isHit ? 'hit' : 'miss' });

const throttled = new Counter({
  name: 'throttled_total',
  help: 'Requests that a rate limit has refused, by its name',
  labelNames: ['policy'],
  registers,
});

/** Counts a refusal by a limit that the code names. */
export const countThrottled = (policy: string): void => throttled.inc({ policy });

const mailCount = new Counter({
  name: 'mails_total',
  help: 'Mails that were handed to the transport, by what came of it',
  labelNames: ['outcome'],
  registers,
});

/** Counts a mail by what the transport made of it. */
export const countMail = (outcome: string): void => mailCount.inc({ outcome });
