import { UserError } from '../errors.ts';
import { findFreePort } from '../ports/free-ports.ts';
import { metricsPort, type Ports, portOf } from '../ports/port-settings.ts';
import { SERVICES, type ServiceEntry } from '../services.ts';
import type { StackConfig } from './config.ts';

/** Many more than a machine has processors are a slip of the finger. */
const MOST = 9;

/** One process of a service, of which several may run. */
export interface ServiceInstance {
  /** Of its process and its log: that of the service, and from the second on its number behind it. */
  name: string;
  /** All ports of the stack, among them those on which it listens itself. */
  ports: Ports;
}

/**
 * How many instances of which service are to run.
 * @param asked each `SERVICE=NUMBER`, or several of them between commas
 * @throws UserError for what is neither
 */
export function parseInstances(asked: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    asked
      .flatMap(each => each.split(','))
      .map(each => {
        const [name = '', text = ''] = each.split('=');
        const count = Number(text);
        const isService = SERVICES.some(service => service.name === name);
        if (isService && Number.isInteger(count) && count >= 1 && count <= MOST) return [name, count];
        const names = SERVICES.map(service => service.name).join(', ');
        throw new UserError(`--instances ${each} is not SERVICE=NUMBER of one of ${names} and of 1 to ${MOST}.`);
      }),
  );
}

/**
 * Ports of their own for all instances but the first of each service, which has those of the stack.
 * @returns those of each further instance, by service
 */
export async function allocateInstances(
  ports: Ports,
  counts: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, readonly Ports[]>> {
  const taken = new Set(ports.values());
  const further = new Map<string, Ports[]>();
  for (const service of SERVICES) {
    const { name, http, grpc } = service;
    const listened = [http, metricsPort(service), ...(grpc ? [grpc] : [])];
    const all: Ports[] = [];
    while (all.length + 1 < (counts.get(name) ?? 1)) {
      const own = new Map(ports);
      for (const { variable } of listened) own.set(variable, await findFreePort(taken));
      all.push(own);
    }
    further.set(name, all);
  }
  return further;
}

/** All instances of a service, the first of them with the ports that the settings say. */
export function instancesOf(
  { ports, furtherInstances }: Pick<StackConfig, 'ports' | 'furtherInstances'>,
  service: ServiceEntry,
): ServiceInstance[] {
  const further = furtherInstances?.get(service.name) ?? [];
  return [ports, ...further].map((own, index) => ({
    name: index === 0 ? service.name : `${service.name}-${index + 1}`,
    ports: own,
  }));
}

/** `host:port` of each instance of a service, at its HTTP port or its gRPC port. */
export function addressesOf(config: StackConfig, service: ServiceEntry, kind: 'http' | 'grpc'): string[] {
  return instancesOf(config, service).flatMap(instance => {
    const setting = service[kind];
    return setting ? [`127.0.0.1:${portOf(instance, setting)}`] : [];
  });
}
