import { type ChannelCredentials, credentials, ServerCredentials } from '@grpc/grpc-js';
import { readPem } from '../config';

/** Paths of PEM files, all or none; empty is none. */
export interface GrpcTls {
  /** Of the authority that has signed both sides' certificates. */
  GRPC_CA_FILE: string;
  GRPC_CERT_FILE: string;
  GRPC_KEY_FILE: string;
}

/** @returns undefined where there is to be no TLS @throws Error where only some are named, or one cannot be read */
function readAll(tls: GrpcTls | undefined) {
  const paths = [tls?.GRPC_CA_FILE, tls?.GRPC_CERT_FILE, tls?.GRPC_KEY_FILE];
  if (paths.every(path => !path)) return undefined;
  const [ca, cert, key] = paths.map(path => (path ? readPem(path) : undefined));
  if (!ca || !cert || !key)
    throw new Error('GRPC_CA_FILE, GRPC_CERT_FILE and GRPC_KEY_FILE are set together or not at all.');
  return { ca, cert, key };
}

/** Of a client that shows its certificate, and takes no server whose certificate has another name or authority. */
export function clientCredentials(tls: GrpcTls | undefined): ChannelCredentials {
  const files = readAll(tls);
  return files ? credentials.createSsl(files.ca, files.key, files.cert) : credentials.createInsecure();
}

/** Of a server that takes no client without a certificate of its authority. */
export function serverCredentials(tls: GrpcTls | undefined): ServerCredentials {
  const files = readAll(tls);
  if (!files) return ServerCredentials.createInsecure();
  return ServerCredentials.createSsl(files.ca, [{ private_key: files.key, cert_chain: files.cert }], true);
}
