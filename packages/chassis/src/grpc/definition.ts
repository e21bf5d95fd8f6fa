import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';

/** Reads a `.proto` file. Field names stay as written; 64-bit integers become strings; enums their names. */
export const loadProto = (file: string): PackageDefinition =>
  loadSync(file, { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true });

/** @param serviceName the full name, such as `session.v1.SessionService` */
export function serviceOf(proto: PackageDefinition, serviceName: string): ServiceDefinition {
  let at: unknown = loadPackageDefinition(proto);
  for (const part of serviceName.split('.')) at = (at as Record<string, unknown> | undefined)?.[part];
  const service = (at as { service?: ServiceDefinition } | undefined)?.service;
  if (!service) throw new Error(`the proto file has no service ${serviceName}`);
  return service;
}
