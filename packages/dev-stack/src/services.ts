import list from '../../../services.json' with { type: 'json' };

/** A port of a stack: this number, unless the variable of .env or of the environment names another. */
export interface PortSetting {
  variable: string;
  port: number;
}

/** One of the services, as services.json lists it. */
export interface ServiceEntry {
  /** Its folder, its process, its user at the broker. */
  name: string;
  /** Its role at its database; the owner's is `<role>_owner`. In development a password is its role's name. */
  role: string;
  database: string;
  http: PortSetting;
  postgres: PortSetting;
  grpc?: PortSetting;
}

/** The one list. It is JSON at the root because all can read that: Node, Jest's CommonJS, an image without this package. */
export const SERVICES: readonly ServiceEntry[] = list;

/** @throws when services.json does not list it */
export function findService(name: string): ServiceEntry {
  const service = SERVICES.find(entry => entry.name === name);
  if (service === undefined) throw new Error(`services.json has no ${name}`);
  return service;
}

/** `session` for session-service: what stands in front of its variables. */
export function shortName({ name }: ServiceEntry): string {
  return name.replace(/-service$/, '');
}
