import { type PortSetting, SERVICES, type ServiceEntry, shortName } from '../services.ts';

export const GATEWAY_PORT: PortSetting = { variable: 'GATEWAY_PORT', port: 80 };
/** Where nginx tells of its connections. */
export const GATEWAY_STATUS_PORT: PortSetting = { variable: 'GATEWAY_STATUS_PORT', port: 9460 };
export const AMQP_PORT: PortSetting = { variable: 'RABBITMQ_PORT', port: 5672 };
export const MANAGEMENT_PORT: PortSetting = { variable: 'RABBITMQ_MANAGEMENT_PORT', port: 15672 };
export const BROKER_METRICS_PORT: PortSetting = { variable: 'RABBITMQ_METRICS_PORT', port: 15692 };
export const DISTRIBUTION_PORT: PortSetting = { variable: 'RABBITMQ_DIST_PORT', port: 25672 };
export const EPMD_PORT: PortSetting = { variable: 'RABBITMQ_EPMD_PORT', port: 4370 };

/** Where a debugger finds a service that was started for one: in the order of services.json, 9231, 9232, … */
export function inspectPort(service: ServiceEntry): PortSetting {
  return { variable: `${shortName(service).toUpperCase()}_INSPECT_PORT`, port: 9231 + SERVICES.indexOf(service) };
}

/** Where a service tells its metrics: in the order of services.json, 9461, 9462, … */
export function metricsPort(service: ServiceEntry): PortSetting {
  return { variable: `${shortName(service).toUpperCase()}_METRICS_PORT`, port: 9461 + SERVICES.indexOf(service) };
}

/** Every port of a stack, with what listens there, for people. */
export const PORT_SETTINGS: readonly (PortSetting & { purpose: string })[] = [
  { ...GATEWAY_PORT, purpose: 'gateway' },
  ...SERVICES.map(({ name, http }) => ({ ...http, purpose: name })),
  ...SERVICES.flatMap(({ name, grpc }) => (grpc === undefined ? [] : [{ ...grpc, purpose: `${name}'s gRPC` }])),
  ...SERVICES.map(({ name, postgres }) => ({ ...postgres, purpose: `${name}'s PostgreSQL` })),
  { ...AMQP_PORT, purpose: 'RabbitMQ' },
  { ...MANAGEMENT_PORT, purpose: "RabbitMQ's management UI" },
  { ...DISTRIBUTION_PORT, purpose: "RabbitMQ's Erlang distribution" },
  { ...EPMD_PORT, purpose: "RabbitMQ's Erlang port mapper" },
  { ...GATEWAY_STATUS_PORT, purpose: "the gateway's metrics" },
  ...SERVICES.map(service => ({ ...metricsPort(service), purpose: `${service.name}'s metrics` })),
  { ...BROKER_METRICS_PORT, purpose: "RabbitMQ's metrics" },
  ...SERVICES.map(service => ({ ...inspectPort(service), purpose: `${service.name}'s inspector` })),
];

/** The numbers of a stack's ports, by variable. */
export type Ports = ReadonlyMap<string, number>;

export function portOf({ ports }: { ports: Ports }, { variable, port }: PortSetting): number {
  return ports.get(variable) ?? port;
}
