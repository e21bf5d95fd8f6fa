/** The ports of a stack, by the variable of .env that changes each. */
export const PORTS = {
  GATEWAY_PORT: { purpose: 'gateway', port: 80 },
  USER_SERVICE_PORT: { purpose: 'user-service', port: 3001 },
  EVENT_SERVICE_PORT: { purpose: 'event-service', port: 3002 },
  SESSION_SERVICE_PORT: { purpose: 'session-service', port: 3003 },
  SPEAKER_SERVICE_PORT: { purpose: 'speaker-service', port: 3004 },
  SESSION_GRPC_PORT: { purpose: "session-service's gRPC", port: 50051 },
  SPEAKER_GRPC_PORT: { purpose: "speaker-service's gRPC", port: 50052 },
  USER_DB_PORT: { purpose: "user-service's PostgreSQL", port: 5432 },
  EVENT_DB_PORT: { purpose: "event-service's PostgreSQL", port: 5433 },
  SESSION_DB_PORT: { purpose: "session-service's PostgreSQL", port: 5434 },
  SPEAKER_DB_PORT: { purpose: "speaker-service's PostgreSQL", port: 5435 },
  RABBITMQ_PORT: { purpose: 'RabbitMQ', port: 5672 },
  RABBITMQ_MANAGEMENT_PORT: { purpose: "RabbitMQ's management UI", port: 15672 },
  RABBITMQ_DIST_PORT: { purpose: "RabbitMQ's Erlang distribution", port: 25672 },
  RABBITMQ_EPMD_PORT: { purpose: "RabbitMQ's Erlang port mapper", port: 4370 },
} as const;

export type PortName = keyof typeof PORTS;
export type Ports = Record<PortName, number>;
export const portNames = Object.keys(PORTS) as PortName[];

export interface ServiceEntry {
  /** Its folder, its process, its user at the broker. */
  name: string;
  /** Its role at its database; the owner's is `<role>_owner`. In development a password is its role's name. */
  role: string;
  database: string;
  httpPort: PortName;
  databasePort: PortName;
  grpcPort?: PortName;
}

export const SERVICES: readonly ServiceEntry[] = [
  {
    name: 'user-service',
    role: 'user_service',
    database: 'users',
    httpPort: 'USER_SERVICE_PORT',
    databasePort: 'USER_DB_PORT',
  },
  {
    name: 'event-service',
    role: 'event_service',
    database: 'events',
    httpPort: 'EVENT_SERVICE_PORT',
    databasePort: 'EVENT_DB_PORT',
  },
  {
    name: 'session-service',
    role: 'session_service',
    database: 'sessions',
    httpPort: 'SESSION_SERVICE_PORT',
    databasePort: 'SESSION_DB_PORT',
    grpcPort: 'SESSION_GRPC_PORT',
  },
  {
    name: 'speaker-service',
    role: 'speaker_service',
    database: 'speakers',
    httpPort: 'SPEAKER_SERVICE_PORT',
    databasePort: 'SPEAKER_DB_PORT',
    grpcPort: 'SPEAKER_GRPC_PORT',
  },
];
