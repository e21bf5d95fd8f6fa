import { type Ports, portNames } from '../stack/catalogue.ts';
import { freePort } from '../system/ports.ts';

/** A free port for each part of a stack. */
export async function ownPorts(): Promise<Ports> {
  const taken = new Set<number>();
  const ports: Partial<Ports> = {};
  for (const name of portNames) ports[name] = await freePort(taken);
  return ports as Ports;
}
