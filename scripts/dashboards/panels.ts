/** A chart: its title, the unit as Grafana calls it, and its queries with what each line is called. */
export interface Panel {
  title: string;
  unit: string;
  queries: readonly (readonly [expression: string, legend: string])[];
}

export interface Dashboard {
  /** Its file and its address in Grafana. */
  name: string;
  title: string;
  panels: readonly Panel[];
}

const perService = (metric: string, by = 'service') => `sum by (${by}) (rate(${metric}[$__rate_interval]))`;
const quantile = (of: number, metric: string, by: string) =>
  `histogram_quantile(${of}, sum by (${by}, le) (rate(${metric}_bucket[$__rate_interval])))`;

export const dashboards: readonly Dashboard[] = [
  {
    name: 'overview',
    title: 'Conferences: overview',
    panels: [
      { title: 'Up', unit: 'short', queries: [['up', '{{job}} {{service}} {{instance}}']] },
      {
        title: 'Requests',
        unit: 'reqps',
        queries: [[perService('http_server_request_duration_seconds_count'), '{{service}}']],
      },
      {
        title: 'Requests that fail',
        unit: 'percentunit',
        queries: [
          [
            `${perService('http_server_request_duration_seconds_count{status=~"5.."}')} / ${perService('http_server_request_duration_seconds_count')}`,
            '{{service}}',
          ],
        ],
      },
      {
        title: 'Duration, 99 of 100',
        unit: 's',
        queries: [[quantile(0.99, 'http_server_request_duration_seconds', 'service'), '{{service}}']],
      },
      {
        title: 'Problems',
        unit: 'reqps',
        queries: [[perService('http_server_problems_total', 'service, code'), '{{service}} {{code}}']],
      },
      { title: 'Connections at the gateway', unit: 'short', queries: [['nginx_connections', '{{state}}']] },
      {
        title: 'Seats',
        unit: 'short',
        queries: [
          ['registrations_confirmed', 'confirmed registrations'],
          ['seats_taken', 'taken'],
        ],
      },
      {
        title: 'What must be zero',
        unit: 'short',
        queries: [
          ['events_with_wrong_seats', 'events with wrong seats'],
          ['double_bookings', 'double bookings of a {{of}}'],
          ['rabbitmq_detailed_queue_messages{queue=~".+[.]dead"}', '{{queue}}'],
          ['mails_unknown', 'mails of which nobody knows'],
        ],
      },
    ],
  },
  {
    name: 'services',
    title: 'Conferences: services',
    panels: [
      {
        title: 'Duration by route, 99 of 100',
        unit: 's',
        queries: [
          [quantile(0.99, 'http_server_request_duration_seconds', 'service, method, route'), '{{method}} {{route}}'],
        ],
      },
      {
        title: 'gRPC served, 99 of 100',
        unit: 's',
        queries: [[quantile(0.99, 'rpc_server_call_duration_seconds', 'service, method'), '{{service}} {{method}}']],
      },
      {
        title: 'gRPC called',
        unit: 'reqps',
        queries: [[perService('rpc_client_call_duration_seconds_count', 'method, outcome'), '{{method}} {{outcome}}']],
      },
      {
        title: 'Connections to the database',
        unit: 'short',
        queries: [
          ['db_client_connections{state="used"}', '{{service}} {{pool}}'],
          ['db_client_pending_requests', '{{service}} {{pool}} waiting'],
        ],
      },
      { title: 'Event loop, 99 of 100', unit: 's', queries: [['nodejs_eventloop_lag_p99_seconds', '{{service}}']] },
      {
        title: 'Memory',
        unit: 'bytes',
        queries: [
          ['process_resident_memory_bytes', '{{service}} resident'],
          ['nodejs_heap_size_used_bytes', '{{service}} heap'],
        ],
      },
      {
        title: 'Garbage collection',
        unit: 'percentunit',
        queries: [[perService('nodejs_gc_duration_seconds_sum', 'service, kind'), '{{service}} {{kind}}']],
      },
      {
        title: 'Processor',
        unit: 'percentunit',
        queries: [[perService('process_cpu_seconds_total'), '{{service}}']],
      },
      {
        title: 'Reads of caches that hit',
        unit: 'percentunit',
        queries: [
          [
            `${perService('cache_reads_total{result="hit"}', 'cache')} / ${perService('cache_reads_total', 'cache')}`,
            '{{cache}}',
          ],
        ],
      },
      {
        title: 'Refused by a limit',
        unit: 'reqps',
        queries: [[perService('throttled_total', 'policy'), '{{policy}}']],
      },
    ],
  },
  {
    name: 'messages',
    title: 'Conferences: messages and mails',
    panels: [
      { title: 'Waiting in outboxes', unit: 'short', queries: [['outbox_messages', '{{service}}']] },
      { title: 'The oldest in an outbox', unit: 's', queries: [['outbox_oldest_age_seconds', '{{service}}']] },
      {
        title: 'Published',
        unit: 'ops',
        queries: [[perService('messages_published_total', 'service, outcome'), '{{service}} {{outcome}}']],
      },
      {
        title: 'Consumed',
        unit: 'ops',
        queries: [[perService('messages_consumed_total', 'service, outcome'), '{{service}} {{outcome}}']],
      },
      {
        title: 'From commit to effect, 99 of 100',
        unit: 's',
        queries: [[quantile(0.99, 'message_lag_seconds', 'service, type'), '{{service}} {{type}}']],
      },
      {
        title: 'Queues',
        unit: 'short',
        queries: [['rabbitmq_detailed_queue_messages > 0', '{{queue}}']],
      },
      { title: 'News of others are as old as', unit: 's', queries: [['replica_age_seconds', '{{source}}']] },
      { title: 'Who leads', unit: 'short', queries: [['leader', '{{work}} {{instance}}']] },
      {
        title: 'Mails',
        unit: 'ops',
        queries: [[perService('mails_total', 'outcome'), '{{outcome}}']],
      },
      {
        title: 'Mails that are due',
        unit: 'short',
        queries: [['mails_waiting', 'waiting']],
      },
    ],
  },
];
