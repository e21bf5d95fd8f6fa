import { readFileSync } from 'node:fs';

/** Paths of PEM files, for TLS to a server. */
export interface CertificateFiles {
  /** Of the authorities that may have signed the server's certificate. */
  ca?: string | undefined;
  /** The client's own, and its key: both or none. */
  cert?: string | undefined;
  key?: string | undefined;
}

/** How a URL names them: as libpq does (PostgreSQL 17, 32.1.2), and RabbitMQ (URI query parameters). */
const parametersOf = {
  'postgresql:': { ca: 'sslrootcert', cert: 'sslcert', key: 'sslkey' },
  'postgres:': { ca: 'sslrootcert', cert: 'sslcert', key: 'sslkey' },
  'amqps:': { ca: 'cacertfile', cert: 'certfile', key: 'keyfile' },
} as const;

/**
 * A server's URL that says by which files the server, and its client, are verified. A database that these are given for is
 * connected to by TLS only, and must have the name that the URL has (`sslmode=verify-full`).
 * @throws Error where a file cannot be read, a certificate has no key, or the URL is of no protocol that could use them
 */
export function withCertificates(url: string, files: CertificateFiles): string {
  const given = Object.entries(files).filter((entry): entry is [keyof CertificateFiles, string] => Boolean(entry[1]));
  if (given.length === 0) return url;
  const parsed = new URL(url);
  const parameters = parametersOf[parsed.protocol as keyof typeof parametersOf];
  if (!parameters) throw new Error(`${parsed.protocol}// uses no certificates; a broker's URL begins with amqps://`);
  if (Boolean(files.cert) !== Boolean(files.key))
    throw new Error('a client certificate and its key come together, in …_CERT_FILE and …_KEY_FILE');
  for (const [kind, path] of given) {
    readPem(path);
    parsed.searchParams.set(parameters[kind], path);
  }
  if (parsed.protocol !== 'amqps:') parsed.searchParams.set('sslmode', 'verify-full');
  return parsed.href;
}

/** What such a URL of a broker names, read. */
export function readCertificates(url: string): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
  const { searchParams, protocol } = new URL(url);
  if (protocol !== 'amqps:') return {};
  return Object.fromEntries(
    Object.entries(parametersOf['amqps:']).flatMap(([kind, parameter]) => {
      const path = searchParams.get(parameter);
      return path === null ? [] : [[kind, readPem(path)]];
    }),
  );
}

/** @throws Error that names the file */
export function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`${(error as NodeJS.ErrnoException).code} on reading ${path}`, { cause: error });
  }
}

/** Whether a connection by this URL is encrypted, to a server whose certificate has been verified. */
export function isVerified(url: string): boolean {
  const { protocol, searchParams } = new URL(url);
  if (protocol === 'amqps:') return true;
  return searchParams.get('sslmode') === 'verify-full' && !searchParams.has('uselibpqcompat');
}

/** Whether a URL asks for encryption, but would take any server. */
export function isTrusting(url: string): boolean {
  const { protocol, searchParams } = new URL(url);
  if (!protocol.startsWith('postgres')) return false;
  const mode = searchParams.get('sslmode') ?? (searchParams.has('ssl') ? 'require' : 'disable');
  return mode !== 'disable' && !isVerified(url);
}
