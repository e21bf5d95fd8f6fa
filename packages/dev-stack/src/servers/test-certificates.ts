import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** Paths of PEM files. */
export interface CertificatePaths {
  ca: string;
  cert: string;
  key: string;
}

const common = { keyType: 'ec', algorithm: 'sha256' } as const;
const named = (value: string) => [{ name: 'commonName', value }];

/** An authority of its own in a folder, and what it signs, each as files of its name. */
export async function createAuthority(folder: string, name: string) {
  const usage = [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ] as const;
  const authority = await generate(named(`${name} authority`), { ...common, extensions: [...usage] });
  const ca = join(folder, `${name}-ca.pem`);
  writeFileSync(ca, authority.cert);
  return {
    ca,
    /** A certificate of this machine by its loopback address, or by another, for a server as well as for a client. */
    async sign(subject: string, address = '127.0.0.1'): Promise<CertificatePaths> {
      const signed = await generate(named(subject), {
        ...common,
        ca: { key: authority.private, cert: authority.cert },
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
          { name: 'subjectAltName', altNames: [{ type: 7, ip: address }] },
        ],
      });
      const [cert, key] = [join(folder, `${name}-${subject}.pem`), join(folder, `${name}-${subject}.key`)];
      writeFileSync(cert, signed.cert);
      writeFileSync(key, signed.private, { mode: 0o600 });
      return { ca, cert, key };
    },
  };
}
