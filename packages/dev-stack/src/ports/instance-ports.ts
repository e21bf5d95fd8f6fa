import type { PortSetting } from '../services.ts';
import { findFreePort } from './free-ports.ts';
import { openForwarder, type PortForwarder } from './port-forwarder.ts';
import { type Ports, portOf } from './port-settings.ts';

/**
 * The ports of a service that is developed: they stay open while its instances come and go, each of which listens on ports of its own.
 * So an instance serves until the next one is ready, and one that never becomes ready changes nothing.
 */
export interface InstancePorts {
  /** All ports as another instance sees them: free ones for what it listens on itself. */
  allocate(): Promise<Ports>;
  /** Gives new connections to the instance with these ports. */
  switchTo(ports: Ports): void;
  close(): void;
}

/**
 * @param settings those of the service's ports
 * @param ports all ports of the stack
 * @param taken those that no instance may get; what is allocated is among them until another instance takes over
 */
export async function openInstancePorts(
  settings: readonly PortSetting[],
  ports: Ports,
  taken: Set<number>,
): Promise<InstancePorts> {
  const forwarders = new Map<PortSetting, PortForwarder>();
  for (const setting of settings) forwarders.set(setting, await openForwarder(portOf({ ports }, setting)));
  let current: Ports | undefined;
  return {
    async allocate() {
      const own = new Map(ports);
      for (const { variable } of settings) own.set(variable, await findFreePort(taken));
      return own;
    },
    switchTo(next) {
      for (const [setting, forwarder] of forwarders) {
        forwarder.switchTo(portOf({ ports: next }, setting));
        if (current) taken.delete(portOf({ ports: current }, setting));
      }
      current = next;
    },
    close() {
      for (const forwarder of forwarders.values()) forwarder.close();
    },
  };
}
