import { type Samples, scrape } from './scrape';

/** Where metrics are told: of each service, by its name, of `gateway` and of `broker`. */
export type Targets = Readonly<Record<string, string>>;

/** What one service tells of itself. */
export interface ServiceStatus {
  name: string;
  /** `away`: it does not answer. */
  state: 'ready' | 'degraded' | 'unready' | 'away';
  /** Components that are not up, with their states. */
  troubles: string[];
  version: string;
  upSeconds: number | undefined;
  /** Since the status before, or since its start. */
  requestsPerSecond: number | undefined;
  failuresPerSecond: number | undefined;
  waitingForDatabase: number | undefined;
  eventLoopLagSeconds: number | undefined;
  outbox: number | undefined;
  outboxSeconds: number | undefined;
  /** Messages that were consumed, in all. */
  consumed: number | undefined;
  /** What it leads in. */
  leads: string[];
  /** Of its other gauges those that tell of trouble. */
  warnings: string[];
}

interface QueueStatus {
  name: string;
  messages: number;
}

export interface Status {
  at: Date;
  services: ServiceStatus[];
  /** Connections of clients; undefined where nginx does not answer. */
  gatewayConnections: number | undefined;
  broker: 'up' | 'blocked' | 'away' | 'not asked';
  /** Those with messages. */
  queues: QueueStatus[];
  /** To tell rates by at the next. */
  counted: ReadonlyMap<string, Counted>;
}

interface Counted {
  atSeconds: number;
  requests: number;
  failures: number;
}

const requests = 'http_server_request_duration_seconds_count';

/** Gauges that are zero where all is well, and what they say where they are not. */
const alarming: Record<string, string> = {
  events_with_wrong_seats: 'events have counters that their registrations contradict',
  double_bookings: 'double bookings',
  mails_unknown: 'mails of which nobody knows whether they have arrived',
};

/** Asks all targets at once. @param before the status of before, from which on rates are counted */
export async function readStatus(targets: Targets, before?: Status): Promise<Status> {
  const { gateway, broker, ...services } = targets;
  const counted = new Map<string, Counted>();
  const [ofServices, ofGateway, ofBroker, ofQueues] = await Promise.all([
    Promise.all(
      Object.entries(services).map(async ([name, url]) => {
        const samples = await scrape(`${url}/metrics`);
        return samples ? statusOf(name, samples, counted, before?.counted.get(name)) : away(name);
      }),
    ),
    gateway ? scrape(`${gateway}/metrics`) : undefined,
    broker ? scrape(`${broker}/metrics`) : undefined,
    broker ? scrape(`${broker}/metrics/detailed?family=queue_coarse_metrics`) : undefined,
  ]);
  const queues = (ofQueues?.of('rabbitmq_detailed_queue_messages') ?? [])
    .map(({ labels, value }) => ({ name: labels.queue ?? '', messages: value }))
    .filter(({ messages }) => messages > 0);
  return {
    at: new Date(),
    services: ofServices,
    gatewayConnections: ofGateway?.sum('nginx_connections', ({ state }) => state === 'active'),
    broker: broker ? brokerState(ofBroker) : 'not asked',
    queues,
    counted,
  };
}

function brokerState(samples: Samples | undefined): Status['broker'] {
  if (!samples) return 'away';
  const alarms = ['free_disk_space', 'memory_used'].map(each => samples.sum(`rabbitmq_alarms_${each}_watermark`));
  return alarms.some(alarm => alarm === 1) ? 'blocked' : 'up';
}

const away = (name: string): ServiceStatus => ({
  name,
  state: 'away',
  troubles: [],
  version: '',
  upSeconds: undefined,
  requestsPerSecond: undefined,
  failuresPerSecond: undefined,
  waitingForDatabase: undefined,
  eventLoopLagSeconds: undefined,
  outbox: undefined,
  outboxSeconds: undefined,
  consumed: undefined,
  leads: [],
  warnings: [],
});

function statusOf(
  name: string,
  samples: Samples,
  counted: Map<string, Counted>,
  before: Counted | undefined,
): ServiceStatus {
  const states = samples.of('component_state').filter(({ value }) => value === 1);
  const troubles = states.filter(({ labels }) => labels.state !== 'up').map(({ labels }) => labels);
  const started = samples.sum('process_start_time_seconds');
  const now: Counted = {
    atSeconds: Date.now() / 1_000,
    requests: samples.sum(requests) ?? 0,
    failures: samples.sum(requests, ({ status }) => status?.startsWith('5') ?? false) ?? 0,
  };
  counted.set(name, now);
  // A service that was started anew counts from zero.
  const isSame = before !== undefined && before.requests <= now.requests;
  const since = isSame ? before : { atSeconds: started ?? now.atSeconds, requests: 0, failures: 0 };
  const seconds = Math.max(0.001, now.atSeconds - since.atSeconds);
  const [build] = samples.of('build_info');
  const warnings = Object.entries(alarming).flatMap(([gauge, words]) => {
    const value = samples.sum(gauge) ?? 0;
    return value > 0 ? [`${value} ${words}`] : [];
  });
  return {
    name,
    state: troubles.some(({ state }) => state === 'down') ? 'unready' : troubles.length > 0 ? 'degraded' : 'ready',
    troubles: troubles.map(({ component, state }) => `${component} ${state}`),
    version: [build?.labels.version, build?.labels.commit?.slice(0, 7)].filter(Boolean).join(' '),
    upSeconds: started === undefined ? undefined : now.atSeconds - started,
    requestsPerSecond: (now.requests - since.requests) / seconds,
    failuresPerSecond: (now.failures - since.failures) / seconds,
    waitingForDatabase: samples.sum('db_client_pending_requests'),
    eventLoopLagSeconds: samples.sum('nodejs_eventloop_lag_p99_seconds'),
    outbox: samples.sum('outbox_messages'),
    outboxSeconds: samples.sum('outbox_oldest_age_seconds'),
    consumed: samples.sum('messages_consumed_total', ({ outcome }) => outcome === 'applied'),
    leads: samples.of('leader').flatMap(({ labels, value }) => (value === 1 ? [String(labels.work)] : [])),
    warnings,
  };
}
