import { waitingArgs } from '../build.ts';
import { type InstancePorts, openInstancePorts } from '../ports/instance-ports.ts';
import { inspectPort, metricsPort } from '../ports/port-settings.ts';
import type { ProcessSpec } from '../processes/managed-process.ts';
import type { Replacement, Supervisor } from '../processes/supervisor.ts';
import { serviceSpec } from '../servers/service-process.ts';
import { findService, SERVICES, type ServiceEntry } from '../services.ts';
import type { StackConfig } from './config.ts';
import { instancesOf } from './instances.ts';

/** The services as processes. In development one can be replaced while it serves. */
export interface ServiceInstances {
  /** Starts them up to their own code. @returns what lets them go on, and waits until all are ready */
  prepareAll(): Promise<() => Promise<void>>;
  /** Another instance, which loads what it needs of others at once, and what is compiled when it takes over. */
  prepare(name: string): Promise<Replacement>;
  /** Frees their ports. */
  close(): void;
}

export function serviceInstances(config: StackConfig, supervisor: Supervisor): ServiceInstances {
  const portsOf = new Map<string, InstancePorts>();
  const taken = new Set(config.ports.values());
  let instances = 0;

  /** Ready to take over as soon as `switchOver` is called. */
  async function developedSpec(service: ServiceEntry) {
    const own =
      portsOf.get(service.name) ?? (await openInstancePorts(listenedPorts(config, service), config.ports, taken));
    portsOf.set(service.name, own);
    const ports = await own.allocate();
    const spec = { ...serviceSpec(config, service, { name: service.name, ports }), instance: ++instances };
    return { spec, switchOver: () => own.switchTo(ports) };
  }

  return {
    async prepareAll() {
      const prepareLayer = (specs: ProcessSpec[]) =>
        supervisor.prepareLayer(...specs.map(spec => ({ ...spec, waitingArgs: waitingArgs('service') })));
      if (!config.development) {
        const all = SERVICES.flatMap(service =>
          instancesOf(config, service).map(instance => serviceSpec(config, service, instance)),
        );
        return prepareLayer(all);
      }
      const developed = await Promise.all(SERVICES.map(developedSpec));
      for (const { switchOver } of developed) switchOver();
      return prepareLayer(developed.map(({ spec }) => spec));
    },
    async prepare(name) {
      const { spec, switchOver } = await developedSpec(findService(name));
      return supervisor.prepare({ ...spec, waitingArgs: waitingArgs('dependencies') }, switchOver);
    },
    close() {
      for (const ports of portsOf.values()) ports.close();
    },
  };
}

function listenedPorts({ development }: StackConfig, service: ServiceEntry) {
  const inspect = development?.inspected.has(service.name) ? [inspectPort(service)] : [];
  return [service.http, metricsPort(service), ...(service.grpc ? [service.grpc] : []), ...inspect];
}
